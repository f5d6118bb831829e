// @ts-check
/** What the page says in passing, with a button where there is something to do about it. */

/**
 * @param {string} text
 * @param {{name?: string, act?: () => void, seconds?: number}} [more]
 */
export function notify(text, more = {}) {
  const place = /** @type {HTMLElement} */ (document.getElementById("notices"));
  // What is said once more is not said twice.
  for (const former of [...place.children]) if (former.firstElementChild?.textContent === text) former.remove();
  const notice = document.createElement("div");
  notice.className = "notice";
  const words = document.createElement("span");
  words.textContent = text;
  notice.append(words);
  if (more.name) {
    const button = document.createElement("button");
    button.textContent = more.name;
    button.onclick = () => { notice.remove(); more.act?.(); };
    notice.append(button);
  }
  const close = document.createElement("button");
  close.textContent = "关闭";
  close.onclick = () => notice.remove();
  notice.append(close);
  place.append(notice);
  if (more.seconds) setTimeout(() => notice.remove(), more.seconds * 1000);
}

/**
 * Show both sides of a value that was changed in two places, and ask which is to stay.
 * @param {string} title
 * @param {string} mine
 * @param {string} theirs
 * @returns {Promise<"mine" | "theirs">}
 */
export function askWhich(title, mine, theirs) {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", "which-title");
  const head = document.createElement("h2");
  head.id = "which-title";
  head.textContent = `“${title}”在别处也改了`;
  dialog.append(head, side("这里写的", mine), side("文件里现在的", theirs));
  const tools = document.createElement("div");
  tools.className = "tools";
  dialog.append(tools);
  document.body.append(dialog);
  return new Promise((resolve) => {
    /** @type {["mine" | "theirs", string][]} */
    const answers = [["mine", "用这里写的"], ["theirs", "用文件里的"]];
    for (const [answer, name] of answers) {
      const button = document.createElement("button");
      button.textContent = name;
      button.onclick = () => { dialog.remove(); resolve(answer); };
      tools.append(button);
    }
    dialog.oncancel = () => { dialog.remove(); resolve("theirs"); };
    dialog.showModal();
  });
}

/**
 * @param {string} name
 * @param {string} text
 */
function side(name, text) {
  const part = document.createElement("div");
  const head = document.createElement("h3");
  head.textContent = name;
  const words = document.createElement("p");
  words.className = "official";
  words.textContent = text || "（空着）";
  part.append(head, words);
  return part;
}
