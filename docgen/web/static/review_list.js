// @ts-check
/** The table of studios: sorted and filtered as in a workbook. How it is stands in the address. */

/** @returns {HTMLTableElement | null} */
const table = () => /** @type {HTMLTableElement | null} */ (document.getElementById("studios"));
/** @returns {HTMLFormElement | null} */
const filters = () => document.querySelector("form.filters");

const ORDER = new Intl.Collator("zh-CN", { numeric: true });
const FIELDS = ["find", "state", "district", "todo", "open"];

/** Put the table in order, as the address says. */
export function showTable() {
  const form = filters();
  if (!table() || !form) return;
  const asked = new URLSearchParams(location.search);
  for (const name of FIELDS) {
    const control = form.elements.namedItem(name);
    if (control instanceof HTMLInputElement && control.type === "checkbox") control.checked = asked.has(name);
    else if (control instanceof HTMLInputElement && document.activeElement !== control) control.value = asked.get(name) ?? "";
    else if (control instanceof HTMLSelectElement) control.value = asked.get(name) ?? "";
  }
  sort(asked.get("sort") ?? "", asked.get("down") !== null);
  filter(form);
}

/** @param {HTMLFormElement} form */
function filter(form) {
  const told = new FormData(form);
  const text = (/** @type {string} */ name) => String(told.get(name) ?? "").trim().toLowerCase();
  let shown = 0;
  const rows = [...document.querySelectorAll("#studios tbody tr[id]")];
  for (const row of rows) {
    if (!(row instanceof HTMLTableRowElement)) continue;
    const words = [...row.cells].slice(0, 3).map((cell) => cell.textContent).join(" ").toLowerCase();
    const fits = words.includes(text("find"))
      && (!told.get("state") || row.dataset.state === told.get("state"))
      && (!told.get("district") || row.dataset.district === told.get("district"))
      && (!told.get("todo") || (row.dataset.todo ?? "").split(" ").includes(String(told.get("todo"))))
      && (!told.has("open") || row.dataset.open !== undefined);
    row.hidden = !fits;
    shown += Number(fits);
  }
  const count = document.getElementById("shown-count");
  if (count) count.textContent = shown === rows.length ? `共 ${shown} 家` : `${shown} 家，共 ${rows.length} 家`;
}

/**
 * @param {string} key
 * @param {boolean} down
 */
function sort(key, down) {
  const heads = [...document.querySelectorAll("#studios thead th")];
  const place = heads.findIndex((head) => buttonOf(head)?.dataset.sort === key);
  heads.forEach((head, index) => {
    if (index === place) head.setAttribute("aria-sort", down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  const body = table()?.tBodies[0];
  if (place < 0 || !body) return;
  const counts = heads[place].classList.contains("figure");
  const value = (/** @type {HTMLTableRowElement} */ row) => row.cells[place]?.dataset.value ?? "";
  const rows = [...body.rows].sort((one, other) => {
    const [a, b] = [value(one), value(other)];
    // What says nothing stands last, whichever way round.
    if (a === "" || b === "") return Number(a === "") - Number(b === "");
    const compared = counts ? Number(a) - Number(b) : ORDER.compare(a, b);
    return down ? -compared : compared;
  });
  body.append(...rows);
}

/** @param {Element} head */
function buttonOf(head) {
  const button = head.querySelector("button[data-sort]");
  return button instanceof HTMLElement ? button : null;
}

/** @param {(asked: URLSearchParams) => void} change */
function keep(change) {
  const asked = new URLSearchParams(location.search);
  change(asked);
  history.replaceState(null, "", `${location.pathname}${asked.size ? `?${asked}` : ""}`);
  showTable();
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("button[data-sort]") : null;
  if (!(button instanceof HTMLElement)) return;
  const key = button.dataset.sort ?? "";
  keep((asked) => {
    const again = asked.get("sort") === key;
    const figures = button.parentElement?.classList.contains("figure");
    // Of figures the largest are looked for first.
    const down = again ? !asked.has("down") : Boolean(figures);
    asked.set("sort", key);
    if (down) asked.set("down", "");
    else asked.delete("down");
  });
});

document.addEventListener("input", (event) => {
  const form = filters();
  if (!form || !(event.target instanceof Element) || !form.contains(event.target)) return;
  const told = new FormData(form);
  keep((asked) => {
    for (const name of FIELDS) {
      if (told.get(name)) asked.set(name, String(told.get(name)));
      else asked.delete(name);
    }
  });
});

document.addEventListener("submit", (event) => {
  if (event.target === filters()) event.preventDefault();
});
