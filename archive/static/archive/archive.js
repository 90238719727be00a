/* Dateline's own script: everything here only makes quicker what links and forms do without it.
   Inside: after a swap (count announced, focus kept), charts (arrows, brush), marks, keys. */
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const body = document.body;

  /* --- after a swap ------------------------------------------------------ */
  // Which control had the focus, in words that still mean something in the new page.
  let kept = null;
  let filtersOpen = false;
  const look = (el) => [el.getAttribute("href"), el.textContent.slice(0, 99)].join();
  const keep = () => {
    const el = document.activeElement;
    const li = el && el.closest("li[id], li[data-v]");
    const group = el && el.closest("details[id]");
    kept = !el || el === body ? null : {
      id: el.id,
      li: li && li.id,
      value: li && li.dataset.v,
      group: group && group.id,
      place: li ? $$("a", li).indexOf(el) : 0,
      from: el.dataset.from,
      next: el.dataset.next,
      look: look(el),
      pager: !!el.closest(".pager"),
    };
    const filters = $("#filters");
    filtersOpen = !!filters && filters.matches(":popover-open");
  };
  const successor = () => {
    if (kept.id && document.getElementById(kept.id)) return document.getElementById(kept.id);
    if (kept.value) {
      const li = $$("#" + kept.group + " li[data-v]").find((one) => one.dataset.v === kept.value);
      if (li) return $$("a", li)[kept.place] || $("a", li);
      return $("#" + kept.group + " summary");
    }
    if (kept.li) {
      const li = document.getElementById(kept.li);
      if (li) return $$("a", li)[kept.place] || $("a", li);
      return $("#tf") || $("#results");
    }
    // A bar opened: the first one of what it was, in finer bins now; else the chart's own way in.
    if (kept.from) return $(`svg a[data-from="${kept.from}"]`) || $("svg a:has(.on)") || $("svg a[data-from]") || $("#set-range");
    const named = kept.next && document.getElementById(kept.next);
    return named || kept.group && $("#" + kept.group + " > summary") || $("#results");
  };
  // Back and Forward load the page of their address anew: where the focus was on it is kept for this tab.
  const FOCUS = "dateline-focus";
  const PLACES = 50;
  const places = () => { try { return JSON.parse(sessionStorage.getItem(FOCUS)) || {}; } catch { return {}; } };
  const remember = () => {
    keep();
    if (!kept) return;
    const { [location.href]: old, ...others } = places();
    const latest = Object.entries(others).slice(1 - PLACES);
    try { sessionStorage.setItem(FOCUS, JSON.stringify(Object.fromEntries([...latest, [location.href, kept]]))); } catch { /* private window */ }
  };
  document.addEventListener("htmx:beforeRequest", remember);
  document.addEventListener("click", (event) => event.target.closest("a[href]") && remember(), { capture: true });
  document.addEventListener("htmx:afterSettle", () => {
    const live = $("#live");
    const status = $("#status");
    if (!live || !status || !kept && !live.dataset.status) return;
    if (status.textContent !== live.dataset.status) status.textContent = live.dataset.status;
    if (filtersOpen && $("#filters")) $("#filters").showPopover();
    if (kept && (document.activeElement === body || !document.activeElement)) {
      const el = successor();
      if (el) el.focus({ preventScroll: !kept.pager });
    }
    if (kept) remember();
    kept = null;
    charts();
    centre();
  });
  const [arrival] = performance.getEntriesByType("navigation");
  kept = arrival && arrival.type !== "navigate" && places()[location.href] || null;
  const seat = kept && [successor(), ...$$("a[href]")].find((el) => el && look(el) === kept.look);
  if (seat) seat.focus({ preventScroll: true });
  kept = null;
  // The old page stays; what happened is said, with a way to try again.
  const trouble = (event) => {
    const live = $("#live");
    if (!live) return;
    const code = event.detail.xhr && event.detail.xhr.status;
    if (code >= 400 && code < 500) return;
    const old = $("#trouble");
    if (old) old.remove();
    const p = document.createElement("p");
    p.id = "trouble";
    p.className = "note hard";
    p.setAttribute("role", "alert");
    p.textContent = "The archive did not answer; what you see is as it was. ";
    const again = document.createElement("a");
    again.href = event.detail.pathInfo ? event.detail.pathInfo.finalRequestPath : location.href;
    again.textContent = "Try again";
    p.append(again);
    live.prepend(p);
  };
  for (const name of ["responseError", "sendError", "timeout"]) document.addEventListener("htmx:" + name, trouble);

  /* --- charts: one Tab stop, arrows between the bars, a brush ------------- */
  const SVG = "http://www.w3.org/2000/svg";
  const DRAG = 5; // pixels; less is a click with an unsteady hand
  const GRIP = 12; // pixels beside an end of the chosen range that take hold of it
  const lastDay = (starts, n, end) => {
    if (n + 1 >= starts.length) return end;
    const next = new Date(starts[n + 1].slice(0, 10) + "T00:00Z");
    if (starts[n].length <= 10) next.setUTCDate(next.getUTCDate() - 1);
    return next.toISOString().slice(0, 10);
  };
  const brush = (svg) => {
    const starts = svg.dataset.starts.split(",");
    const columns = starts.length;
    const inner = svg.dataset.inner / 100; // of the width; letters of lines stand beside the bins
    const chosen = svg.dataset.on && svg.dataset.on.split(",").map(Number);
    let from = null;
    let to = null;
    let shade = null;
    let dragged = false;
    const show = () => {
      if (!shade) {
        shade = document.createElementNS(SVG, "rect");
        shade.setAttribute("class", "shade");
        shade.setAttribute("y", 0);
        shade.setAttribute("height", svg.dataset.base);
        svg.prepend(shade);
      }
      const low = Math.min(from, to);
      const high = Math.max(from, to);
      const hours = $("#from").type !== "date";
      shade.setAttribute("x", (low / columns) * inner * 100 + "%");
      shade.setAttribute("width", ((high - low + 1) / columns) * inner * 100 + "%");
      $("#from").value = hours ? starts[low] + ":00" : starts[low].slice(0, 10);
      $("#to").value = hours ? starts[high] + ":59" : lastDay(starts, high, svg.dataset.end);
    };
    const drop = () => {
      if (shade) shade.remove();
      if (shade) for (const id of ["from", "to"]) $("#" + id).value = $("#" + id).defaultValue;
      from = to = shade = null;
    };
    const set = () => $("#range").requestSubmit($("#set-range"));
    const bound = (n) => Math.max(0, Math.min(columns - 1, n));
    const across = (event) => {
      const box = svg.getBoundingClientRect();
      return ((event.clientX - box.left) / box.width / inner) * columns;
    };
    // Where a drag begins: at an end of the chosen range it moves that end, the other one stays.
    const anchor = (event) => {
      const at = across(event);
      const reach = (GRIP / svg.getBoundingClientRect().width / inner) * columns;
      if (chosen && Math.abs(at - chosen[0]) < reach) return chosen[1];
      if (chosen && Math.abs(at - chosen[1] - 1) < reach) return chosen[0];
      return bound(Math.floor(at));
    };
    let down = null;
    svg.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && event.isPrimary) down = { x: event.clientX, column: anchor(event), id: event.pointerId };
    });
    svg.addEventListener("pointermove", (event) => {
      if (!down || (!shade && Math.abs(event.clientX - down.x) < DRAG)) return;
      if (!shade) svg.setPointerCapture(down.id);
      from = down.column;
      to = bound(Math.floor(across(event)));
      show();
    });
    svg.addEventListener("pointerup", () => {
      if (down && shade) {
        dragged = true;
        setTimeout(() => { dragged = false; set(); });
      }
      down = null;
    });
    // The click that ends a drag must not follow the bar under it.
    svg.addEventListener("click", (event) => dragged && (event.preventDefault() || event.stopPropagation()), { capture: true });
    svg.addEventListener("pointercancel", () => { down = null; drop(); });
    svg.addEventListener("dragstart", (event) => event.preventDefault());
    svg.addEventListener("keydown", (event) => {
      const bar = event.target.closest("a[data-from]");
      if (!bar) return;
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step && event.shiftKey) {
        if (from === null) from = to = starts.indexOf(bar.dataset.from);
        to = bound(to + step);
        show();
        event.preventDefault();
      } else if (event.key === "Enter" && shade) {
        event.preventDefault();
        set();
      } else if (event.key === "Escape" && shade) {
        drop();
        event.preventDefault();
      }
    });
  };
  // Left and right along the bars or along a line; up and down to the line before and after, at the same place.
  const arrows = (svg) => svg.addEventListener("keydown", (event) => {
    const bar = event.target.closest("a[data-from]");
    if (!bar || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    const row = (line) => $$("a[data-from]", line);
    const line = bar.closest("[data-line]");
    const bars = row(line || svg);
    const here = bars.indexOf(bar);
    let to = bars[{ ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: bars.length - 1 }[event.key]];
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (line && step) {
      const lines = $$("[data-line]", svg);
      const other = lines[lines.indexOf(line) + step];
      to = other && (row(other).find((one) => one.dataset.from >= bar.dataset.from) || row(other).pop());
    }
    if (!to) return;
    for (const one of row(svg)) one.setAttribute("tabindex", one === to ? "0" : "-1");
    to.focus();
    event.preventDefault();
  });
  const charts = () => {
    for (const svg of $$("svg.chart[role=group]:not([data-ready])")) {
      svg.dataset.ready = "";
      arrows(svg);
      if ("brush" in svg.dataset) brush(svg);
    }
  };
  charts();
  // htmx knows no links within an SVG: such a click is made one on a link of the page, so that the focus is kept too.
  document.addEventListener("click", (event) => {
    const bar = event.target.closest("#live svg[data-brush] a[href]");
    if (!bar || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const link = document.createElement("a");
    link.href = bar.getAttribute("href");
    link.hidden = true;
    $("#live").append(link);
    htmx.process(link);
    link.click();
  });

  /* --- lines wider than their box begin with the match in view ------------- */
  const centre = () => {
    const box = $("#lines");
    const cell = box && $("td:nth-child(3)", box);
    if (!cell || box.scrollWidth <= box.clientWidth) return;
    const [outer, inner] = [box.getBoundingClientRect(), cell.getBoundingClientRect()];
    if (inner.right > outer.right) box.scrollLeft = inner.left - outer.left - (outer.width - inner.width) / 2;
  };
  centre();

  /* --- marks: the switches change the address, not the page ---------------- */
  const legend = $("[data-marks]");
  const toggled = (kind) => {
    const url = new URL(location.href);
    const marks = url.searchParams.getAll("marks").filter((mark) => mark !== "-" + kind);
    if (!$("#text").classList.contains("hide-" + kind)) marks.push("-" + kind);
    url.searchParams.delete("marks");
    for (const mark of marks.sort()) url.searchParams.append("marks", mark);
    return url.pathname + url.search;
  };
  if (legend) legend.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-kind]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(history.state, "", toggled(link.dataset.kind) + location.hash);
    const hidden = $("#text").classList.toggle("hide-" + link.dataset.kind);
    link.textContent = hidden ? "show" : "hide";
    link.setAttribute("aria-label", link.getAttribute("aria-label").replace(/^\w+/, hidden ? "Show" : "Hide"));
    for (const one of $$("a[data-kind]", legend)) one.href = toggled(one.dataset.kind);
  });

  /* --- the reason of a mark, shown at the mark; without script it stands folded at the side --- */
  const story = $("#text");
  const hint = $(".hint[hidden]");
  if (hint && HTMLElement.prototype.showPopover) {
    hint.hidden = false;
    const card = document.createElement("div");
    card.id = "card";
    card.popover = "auto";
    card.setAttribute("role", "dialog");
    $("#main").append(card);
    const place = (at) => {
      const box = card.getBoundingClientRect();
      const below = at.bottom + 6;
      const wide = document.documentElement.clientWidth;
      const top = below + box.height < innerHeight ? below : Math.max(8, at.top - box.height - 6);
      card.style.left = scrollX + Math.max(8, Math.min(at.left, wide - box.width - 8)) + "px";
      card.style.top = scrollY + top + "px";
    };
    story.addEventListener("click", (event) => {
      const mark = event.target.closest("[data-y]");
      const line = mark && document.getElementById(mark.dataset.y);
      if (!line || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const entry = line.closest(".list > li");
      const link = mark.cloneNode(true);
      const name = entry && $(".row a", entry);
      for (const name of ["id", "data-reading", "data-y", "data-at", "aria-describedby"]) link.removeAttribute(name);
      document.documentElement.classList.add("quiet");
      if (name) link.textContent = name.textContent;
      const why = document.createElement("p");
      why.append(...line.cloneNode(true).childNodes);
      // The line stands for all that are alike: what is to be corrected is the one that was pressed.
      const mend = $("a[href*='/correct/']", why);
      if (mend) mend.href = mend.href.replace(/part=\w+&start=\d+&end=\d+/, mark.dataset.at);
      const office = entry && $(":scope > small", entry);
      card.replaceChildren(link, ...(office ? [office.cloneNode(true)] : []), why);
      card.setAttribute("aria-label", link.textContent);
      card.showPopover();
      place(mark.getClientRects()[0]);
      link.focus({ preventScroll: true });
    });
    addEventListener("resize", () => card.matches(":popover-open") && card.hidePopover());
  }

  // A reading shown on hover goes away with Esc, and comes back at the next name.
  document.addEventListener("keydown", (event) => event.key === "Escape" && document.documentElement.classList.add("quiet"));
  for (const name of ["pointerover", "focusin"]) document.addEventListener(name, (event) => {
    if (event.target.closest && event.target.closest(".text .m")) document.documentElement.classList.remove("quiet");
  });

  /* --- keys ----------------------------------------------------------------- */
  const KEYS_OFF = "dateline-keys-off";
  const keysOff = () => { try { return localStorage.getItem(KEYS_OFF) === "1"; } catch { return false; } };
  const matches = $$("#text mark[id]");
  let match;
  const arrive = () => { match = matches.findIndex((mark) => "#" + mark.id === location.hash); };
  arrive();
  addEventListener("hashchange", arrive);
  const jump = (step) => {
    if (!matches.length) return;
    match = (match + step + matches.length) % matches.length;
    for (const mark of matches) mark.classList.toggle("now", mark === matches[match]);
    matches[match].scrollIntoView({ block: "center" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || keysOff()) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "/" && $("#q")) { event.preventDefault(); $("#q").focus(); }
    if (event.key === "n") jump(1);
    if (event.key === "p") jump(match < 0 ? 0 : -1);
  });
  for (const el of $$(".keys[hidden], .keys-off[hidden]")) el.hidden = keysOff() && el.matches(".keys");
  const off = $("#keys-off");
  if (off) {
    off.checked = keysOff();
    off.addEventListener("change", () => { try { localStorage.setItem(KEYS_OFF, off.checked ? "1" : "0"); } catch { /* private window */ } });
  }
})();
