// Buttons for fewer and more beside a number; without this script the number is typed.
for (const field of document.querySelectorAll("[data-stepper]")) {
  const input = field.querySelector("input");
  const buttons = [...field.querySelectorAll("[data-step]")];
  const number = () => Number.parseInt(input.value, 10) || Number(input.min);

  const show = () => {
    for (const button of buttons) {
      const next = number() + Number(button.dataset.step);
      button.setAttribute("aria-disabled", String(next < Number(input.min) || next > Number(input.max)));
    }
  };

  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      input.value = String(number() + Number(button.dataset.step));
      show();
    });
  }
  input.addEventListener("input", show);
  show();
}
