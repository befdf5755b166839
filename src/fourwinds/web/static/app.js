"use strict";
// What every page shares: the form's key for htmx, messages, files dropped on the upload box, selections.
const csrf = document.querySelector('meta[name="csrf"]').content;

function requestKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}

let fading = 0;
function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, 6000);
}

document.addEventListener("htmx:configRequest", (event) => { event.detail.headers["X-CSRF"] = csrf; });
document.addEventListener("htmx:beforeSwap", (event) => { if (event.detail.xhr.status === 286) event.detail.shouldSwap = true; });
document.addEventListener("htmx:responseError", (event) => {
  const said = event.detail.xhr.responseText;
  toast(said && said.length < 300 && !said.startsWith("<") ? said : "没有取到内容；请刷新页面后重试。");
});
let missed = 0;
document.addEventListener("htmx:sendError", () => { missed += 1; if (missed > 2) toast("连不上程序；请看看启动程序的窗口是否还开着。"); });
document.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) missed = 0; });

// A form is sent once: the second click of an impatient hand does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  for (const field of form.querySelectorAll("[data-request-key]")) if (!field.value) field.value = requestKey();
  if (form.dataset.busy) {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter || form.querySelector("button.main");
    if (button) setTimeout(() => { button.disabled = true; button.textContent = button.dataset.busy || form.dataset.busy; });
  }
});
// What is the same every time, such as the name of the office, is asked for once.
for (const field of document.querySelectorAll("[data-remember]")) {
  if (!field.value) field.value = localStorage.getItem(`fourwinds-${field.name}`) || "";
  field.form.addEventListener("submit", () => localStorage.setItem(`fourwinds-${field.name}`, field.value));
}
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

// What a list was narrowed to stands in the address, so that going back and reloading find it again; words that were
// looked for do not, because addresses stay in the browser's history.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches("[data-in-address]") || !event.detail.successful) return;
  const asked = new URLSearchParams([...new FormData(form)].filter(([name, value]) => value && name !== "words"));
  history.replaceState(null, "", `${form.getAttribute("action")}${asked.size ? `?${asked}` : ""}`);
});

// A manifestation belongs to one tag: the two fields never contradict each other. Before htmx reads the form.
document.addEventListener("change", (event) => {
  const tag = event.target.form && event.target.form.matches(".filters") && event.target.form.elements.tag;
  if (!tag) return;
  const detail = event.target.form.elements.manifestation;
  const of = detail.value ? detail.selectedOptions[0].parentElement.dataset.tag : "";
  if (event.target === detail && of) tag.value = of;
  else if (event.target === tag && of !== tag.value) detail.value = "";
}, true);

document.addEventListener("change", (event) => {
  const field = event.target;
  if (field.matches("[data-submit]")) field.form.submit();
  if (field.matches("[data-all]")) for (const box of field.form.querySelectorAll('input[name="opinion"]')) box.checked = field.checked;
  if (field.matches("[data-all], input[name=opinion]")) countSelected(field.form);
  if (field.id === "files") showChosen(field);
});

function countSelected(form) {
  const number = form.querySelectorAll('input[name="opinion"]:checked').length;
  form.querySelector("[data-selected]").textContent = number;
  form.querySelector("[data-needs-selection]").disabled = number === 0;
}

function showChosen(field) {
  const names = Array.from(field.files, (file) => file.name);
  const bytes = Array.from(field.files).reduce((sum, file) => sum + file.size, 0);
  const tooLarge = bytes > Number(field.dataset.most);
  field.form.querySelector("button.main").disabled = tooLarge;
  document.getElementById("chosen").classList.toggle("warn", tooLarge);
  if (tooLarge) {
    document.getElementById("chosen").textContent = `选中的文件共 ${Math.ceil(bytes / 1048576)} MB，超过 ${field.dataset.most / 1048576} MB；请分几次上传`;
    return;
  }
  document.getElementById("chosen").textContent = names.length > 3 ? `${names.slice(0, 3).join("、")} 等 ${names.length} 个文件` : names.join("、");
}

const drop = document.querySelector(".drop");
if (drop) {
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    const field = document.getElementById("files");
    field.files = event.dataTransfer.files;
    showChosen(field);
  });
}
