// After a failed submission the summary of errors is what matters: start there.
document.querySelector("[data-focus]")?.focus();
