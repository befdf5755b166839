"use strict";
// The review page: keys, saving with retry under one request key, going back, undo. Nothing is called saved before
// the server has said so; what is on its way stands in sessionStorage and is sent again after a reload.
(() => {
  const desk = document.getElementById("desk");
  if (!desk) return;
  const batch = desk.dataset.batch;
  const base = `/batches/${batch}/review`;
  const pendingKey = `pending-${desk.dataset.who}-${batch}`;
  const help = document.getElementById("help");
  const visited = []; // opinions decided in this window, latest last
  let busy = false;
  let undoNext = false; // Ctrl-Z came while a decision was on its way
  let picking = ""; // a tag code or "subject" while its list is numbered
  let subject = "";
  let handing = ""; // whether the opinion is handed on separately, saved with the decision

  const opinion = () => document.getElementById("opinion");
  const say = (text, bad = false) => {
    const line = document.getElementById("saved");
    line.textContent = text;
    line.classList.toggle("bad", bad);
    line.classList.remove("ok");
  };
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

  function show(html) {
    document.getElementById("card").innerHTML = html;
    htmx.process(document.getElementById("card"));
    picking = "";
    subject = opinion() ? opinion().dataset.subject : "";
    handing = opinion() ? opinion().dataset.handing : "";
    showLikely();
  }

  // The suggested manifestation in the middle of the guideline panel, without moving the page.
  function showLikely() {
    const panel = document.querySelector(".guide");
    const likely = panel && panel.querySelector("[data-guide]:not([hidden]) .likely");
    if (likely) panel.scrollTop = Math.max(0, likely.offsetTop - panel.offsetTop - panel.clientHeight / 2);
  }

  async function send(address, fields) {
    // Tries until the server answers; the request key makes a second arrival harmless.
    const body = new URLSearchParams(fields);
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await fetch(address, {
          method: "POST", body, headers: { "X-CSRF": csrf, "X-Fragment": "1" }, credentials: "same-origin", redirect: "error",
        });
        if (answer.status < 500 || tries >= 3) return answer;
        say(`没有存上，正在重试（第 ${tries} 次）`, true);
      } catch {
        say(`连不上程序，这一步还没有存；正在重试（第 ${tries} 次），请不要关闭页面`, true);
      }
      await sleep(Math.min(500 * 2 ** (tries - 1), 5000));
    }
  }

  async function post(address, fields) {
    if (busy) return null;
    busy = true;
    desk.classList.add("busy");
    sessionStorage.setItem(pendingKey, JSON.stringify([address, fields]));
    say("正在存…");
    try {
      const answer = await send(address, fields);
      const text = await answer.text();
      if (answer.status === 401 || answer.status === 403) {
        say(answer.status === 401 ? "登录已过期，这一步还没有存；请在这个窗口重新登录，再打开本页，会自动补存。" : `${text}重新打开本页后会自动补存。`, true);
        return null;
      }
      sessionStorage.removeItem(pendingKey);
      if (answer.ok || answer.status === 409) { show(text); return answer.ok; }
      say(text.length < 300 ? text : "没有存上；请刷新页面后重试。", true);
      return null;
    } finally {
      busy = false;
      desk.classList.remove("busy");
      if (undoNext) { undoNext = false; acts.undo(); }
    }
  }

  async function decide(action, labels = {}) {
    const card = opinion();
    if (!card || busy) return;
    const alike = document.getElementById("alike");
    const done = Number(card.dataset.opinion);
    const fields = {
      opinion: done, version: card.dataset.version, action, request_key: requestKey(), order: desk.dataset.order,
      note: document.getElementById("note").value, alike: alike && alike.checked ? "1" : "", chance: card.dataset.chance,
      tag: "", manifestation: "", none_kind: "", second_tag: "", subject: subject || card.dataset.subject, handing, ...labels,
    };
    if (await post(`${base}/decide`, fields)) {
      if (visited[visited.length - 1] !== done) visited.push(done);
    }
  }

  function accept() {
    const card = opinion();
    if (!card) return;
    decide("label", {
      tag: card.dataset.tag, manifestation: card.dataset.manifestation, none_kind: card.dataset.noneKind, second_tag: card.dataset.secondTag,
    });
  }

  function choose(button) {
    const card = opinion();
    const same = button.dataset.tag === card.dataset.tag;
    button.classList.add("chosen");
    decide("label", {
      tag: button.dataset.tag, manifestation: button.dataset.manifestation || "", none_kind: button.dataset.noneKind || "",
      second_tag: same ? card.dataset.secondTag : "",
    });
  }

  function guide(code, pick) {
    const panel = document.querySelector(".guide");
    if (!panel) return;
    for (const part of panel.querySelectorAll("[data-guide]")) part.hidden = part.dataset.guide !== code;
    panel.classList.toggle("picking", pick);
    picking = pick ? code : "";
    if (pick) panel.scrollTop = 0; else showLikely();
  }

  function hand(code) {
    handing = code;
    for (const button of opinion().querySelectorAll(".handing button")) {
      button.setAttribute("aria-pressed", String(button.dataset.handing === code));
      if (button.dataset.handing === code) say(code === opinion().dataset.handing ? "" : `转交改为“${button.textContent}”，还没有存；随您的决定一并存下`);
    }
    guide(opinion().dataset.tag, false);
  }

  function picked(button) {
    if (button.dataset.handing !== undefined) { hand(button.dataset.handing); return; }
    if (button.dataset.subject !== undefined) {
      subject = button.dataset.subject;
      document.getElementById("subject-name").textContent = button.lastChild.previousSibling.textContent.trim();
      guide(opinion().dataset.tag, false);
      return;
    }
    decide("label", {
      tag: button.dataset.tag, manifestation: button.dataset.manifestation || "", none_kind: button.dataset.noneKind || "",
    });
  }

  async function fetchCard(query) {
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(`${base}/card?${query}`, { headers: { "X-Fragment": "1" }, credentials: "same-origin", redirect: "error" });
      const text = await answer.text();
      if (answer.ok) show(text); else say(text, true);
    } catch { say("连不上程序；请看看启动程序的窗口是否还开着。", true); } finally { busy = false; }
  }

  function back() {
    const here = opinion() ? Number(opinion().dataset.opinion) : 0;
    while (visited.length && visited[visited.length - 1] === here) visited.pop();
    const last = visited.pop();
    if (last === undefined) { say("前面没有这次打开页面后看过的意见了"); return; }
    fetchCard(`order=${desk.dataset.order}&opinion=${last}`);
  }

  const acts = {
    accept, back,
    unsure: () => decide("unsure"),
    exclude: () => decide("exclude"),
    subject: () => guide("subject", true),
    handing: () => guide("handing", true),
    undo: () => { if (busy) undoNext = true; else post(`${base}/undo`, { request_key: requestKey() }); },
    help: () => (help.open ? help.close() : help.showModal()),
    next: () => fetchCard(`order=${desk.dataset.order}`),
  };

  desk.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.act) acts[button.dataset.act]();
    else if (button.dataset.insist !== undefined) {
      subject = button.dataset.subject || subject;
      decide(button.dataset.action, {
        tag: button.dataset.tag, manifestation: button.dataset.manifestation, none_kind: button.dataset.noneKind, second_tag: button.dataset.secondTag,
        handing: button.dataset.handing,
      });
    } else if (button.dataset.pick !== undefined) picked(button);
    else if (button.dataset.handing !== undefined) hand(button.dataset.handing);
    else if (button.classList.contains("tag")) choose(button);
    if (document.activeElement === button) button.blur(); // Enter must mean 照存, not the button clicked last
  });
  desk.addEventListener("mouseover", (event) => {
    const button = event.target.closest(".tag");
    if (button && !picking) guide(button.dataset.tag, false);
  });

  const typing = (target) => target.matches && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || event.key === "Process") return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "z") {
      event.preventDefault();
      acts.undo();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?" || event.key === "？") { event.preventDefault(); acts.help(); return; }
    if (help.open || event.repeat) return;
    if (picking && pickByKey(event)) return;
    // By the key's place, so that Shift+2 is found on every keyboard.
    const digit = /^(?:Digit|Numpad)([0-5])$/.exec(event.code);
    if (digit && opinion()) {
      event.preventDefault();
      const button = opinion().querySelector(`.tag[data-key="${digit[1]}"]`);
      if (event.shiftKey) guide(button.dataset.tag, true); else choose(button);
      return;
    }
    const wanted = { Enter: "accept", Backspace: "back", s: "subject", t: "handing", u: "unsure", x: "exclude" }[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (wanted) {
      if (event.key === "Enter" && event.target.closest && event.target.closest("a, button, summary")) return;
      event.preventDefault();
      acts[wanted]();
    } else if (event.key.toLowerCase() === "n" && document.getElementById("note")) {
      event.preventDefault();
      document.getElementById("note").focus();
    } else if (event.key.toLowerCase() === "d" && document.getElementById("alike")) {
      event.preventDefault();
      const box = document.getElementById("alike");
      box.checked = !box.checked;
    }
  });

  function pickByKey(event) {
    if (event.key === "Escape") { event.preventDefault(); guide(opinion().dataset.tag, false); return true; }
    if (event.shiftKey) return false;
    const place = "123456789abcdefghijklmnopqrstuvwxyz".indexOf(event.key.toLowerCase());
    const button = event.key.length === 1 && place >= 0 && document.querySelector(`.guide [data-guide="${picking}"] [data-pick="${place}"]`);
    if (!button && picking === "handing" && /^[0-9]$/.test(event.key)) { event.preventDefault(); return true; } // a slip must not decide
    if (!button) return false;
    event.preventDefault();
    picked(button);
    return true;
  }

  const pending = sessionStorage.getItem(pendingKey);
  subject = opinion() ? opinion().dataset.subject : "";
  handing = opinion() ? opinion().dataset.handing : "";
  showLikely();
  if (pending) {
    const [address, fields] = JSON.parse(pending);
    post(address, fields);
  }
  addEventListener("beforeunload", (event) => { if (busy) event.preventDefault(); });
})();
