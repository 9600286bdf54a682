// The search page. Pagefind's index is loaded when somebody starts to search; without this script, the page lists other ways.
const site = new URL("../", import.meta.url);
const page = document.documentElement;
const find = (name) => document.querySelector(`[data-${name}]`);
const form = find("search"), input = form.querySelector("input"), list = find("results"), count = find("count"), more = find("more");
const AT_ONCE = 10;
let engine, waiting = [], last = 0;

async function load() {
  const [newest, ...others] = form.dataset.indexes.split(" ").map((address) => new URL(address, site));
  engine ??= import(new URL("pagefind.js", newest)).then(async (made) => {
    const options = { baseUrl: site.pathname, excerptLength: 28 };
    await made.options(options);
    await Promise.all(others.map((one) => made.mergeIndex(one.pathname, options)));
    return made;
  });
  return engine;
}

function item(result) {
  const entry = document.createElement("li");
  const box = document.createElement("div");
  const title = document.createElement("h2"), link = document.createElement("a"), text = document.createElement("p");
  title.className = "story-title";
  text.className = "story-note";
  link.href = result.url;
  link.textContent = result.meta.title;
  text.innerHTML = result.excerpt; // pagefind escapes all but its own <mark>
  title.append(link);
  box.append(title, text);
  entry.append(box);
  return entry;
}

async function show() {
  const results = await Promise.all(waiting.splice(0, AT_ONCE).map((one) => one.data()));
  list.append(...results.map(item));
  more.hidden = waiting.length === 0;
}

// a label says where the number is, unless it is before the words
const counted = number => form.dataset.found.includes("{}") ? form.dataset.found.replace("{}", number) : number + " " + form.dataset.found;

async function search() {
  const words = input.value.trim(), run = ++last;
  const address = new URL(location.href);
  if (words) address.searchParams.set("q", words); else address.searchParams.delete("q");
  history.replaceState(null, "", address);
  const found = words ? (await (await load()).search(words)).results : [];
  if (run !== last) return;
  list.replaceChildren();
  waiting = found;
  count.textContent = !words ? "" : found.length ? counted(new Intl.NumberFormat(page.lang).format(found.length)) : form.dataset.none;
  await show();
}

let pause;
input.addEventListener("focus", load, { once: true });
input.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(search, 200); });
form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(pause); search(); });
more.addEventListener("click", async () => {
  const first = list.children.length;
  await show();
  list.children[first]?.querySelector("a").focus();
});
for (const one of document.querySelectorAll("[data-without]")) one.hidden = true;
form.hidden = false;
input.value = new URL(location.href).searchParams.get("q") ?? "";
if (input.value) search();
