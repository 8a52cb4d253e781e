// A ride's page follows its ride: it listens for changes, and looks again by itself where it cannot listen.
const LOOK_MS = 3000;

async function look(waiting) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const [now, then] = [page, document].map((where) => where.querySelector("#spalte"));
  if (!now || !waiting.isConnected) return;
  if (page.querySelector("[data-waiting]")) {
    const [said, saying] = [then, now].map((where) => where.querySelector("[data-late]"));
    if (said && saying && said.innerHTML.trim() !== saying.innerHTML.trim()) said.innerHTML = saying.innerHTML;
    return;
  }
  then.replaceWith(now);
  document.title = page.title;
  now.querySelector("h1")?.focus(); // a screen reader reads the news from here
  prepare(now);
}

function follow(waiting) {
  let again;
  const stop = () => {
    stream.close();
    clearInterval(again);
  };
  const check = () => look(waiting).catch(() => {}).then(() => waiting.isConnected || stop());
  const stream = new EventSource(waiting.dataset.waiting);
  stream.addEventListener("message", check);
  again = setInterval(check, LOOK_MS);
}

function prepare(root) {
  const link = root.querySelector("#link");
  const share = root.querySelector("[data-share]");
  const copy = root.querySelector("[data-copy]");
  const print = root.querySelector("[data-print]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(link.value);
      root.querySelector("[data-copied]").textContent = copy.dataset.done;
    });
  }
  if (share && navigator.share) {
    share.hidden = false;
    share.addEventListener("click", () => navigator.share({ text: share.dataset.text, url: link.value }).catch(() => {}));
  }
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => globalThis.print());
  }
}

const waiting = document.querySelector("[data-waiting]");
if (waiting) follow(waiting);
prepare(document);
