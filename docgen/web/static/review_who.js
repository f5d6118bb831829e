// @ts-check
/** Who reviews: asked once, and kept for this browser. */

const form = /** @type {HTMLFormElement} */ (document.getElementById("who"));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const place = /** @type {HTMLElement} */ (document.getElementById("said"));
  const name = /** @type {HTMLInputElement} */ (document.getElementById("reviewer")).value;
  let said = "docgen 没有在运行：请再双击一次 docgen。";
  try {
    const answer = await fetch(`${form.dataset.base}/who`, {
      method: "POST",
      headers: { "X-Docgen-Change": "1", "Content-Type": "application/json" },
      body: JSON.stringify({ name }),
    });
    if (answer.ok) {
      location.assign(form.dataset.back ?? "/");
      return;
    }
    said = (await answer.json()).said;
  } catch {
    // It is said that nothing answers.
  }
  const line = document.createElement("p");
  line.className = "said error";
  line.textContent = said;
  place.replaceChildren(line);
});
