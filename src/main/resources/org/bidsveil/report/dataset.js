"use strict";
/** The scans come in shards, worst first: the first with the page, the others as scripts beside it. */
const bidsveil = { add: () => {} };
(() => {
  const $ = id => document.getElementById(id);
  const shell = JSON.parse($("shell").textContent);
  const form = $("bar");
  const columns = shell.columns;
  const scans = [];
  /** Numbers of the scans that match, in the order in which they are shown. */
  let shown = [];
  let view = "tiles";
  let sort = { key: "", down: false };
  let active = 0;
  let large = -1;
  const PRINTED_TILES = 600;
  /** So many are loaded whether somebody asks for them or not; of more, only what is looked at. */
  const LOADED_ANYWAY = 10000;
  const AHEAD = 300;
  let loading = false;

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) { continue; }
      if (key === "text") { made.textContent = value; } else { made.setAttribute(key, value === true ? "" : value); }
    }
    made.append(...children.filter(child => child !== null && child !== undefined));
    return made;
  }

  const badge = word => element("span", { class: "badge " + word, text: word });
  const label = scan => scan.participant === "sub-none" ? scan.scan : [scan.participant, scan.session, scan.scan.split("/").pop().replace(/\.nii(\.gz)?$/, "")
    .split("_").filter(part => part !== scan.participant && part !== scan.session).join(" ")].filter(Boolean).join(" ");

  function number(value) {
    if (value === null || value === undefined) { return "n/a"; }
    const size = Math.abs(value);
    return size >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(size >= 1 ? 4 : 3)));
  }

  // Which scans, in which order

  function settings() {
    return {
      statuses: new Set(Array.from(form.querySelectorAll("[name=status]:checked"), box => box.value)),
      words: form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean),
    };
  }

  function text(scan) {
    scan.text ??= [scan.scan, scan.defacer, scan.status, ...scan.reasons.map(reason => reason[0]), scan.review?.note ?? ""].join(" ").toLowerCase();
    return scan.text;
  }

  function value(scan, key) {
    const column = columns.findIndex(c => c.name === key);
    return column >= 0 ? scan.n[column] : scan[key] ?? "";
  }

  function select() {
    const { statuses, words } = settings();
    const kept = scans[shown[active]];
    shown = [];
    for (let n = 0; n < scans.length; n++) {
      if (statuses.has(scans[n].status) && words.every(word => text(scans[n]).includes(word))) { shown.push(n); }
    }
    if (sort.key) {
      const sign = sort.down ? -1 : 1;
      const values = shown.map(n => value(scans[n], sort.key));
      // A missing number stands last, whichever way.
      const order = shown.map((_, at) => at).sort((a, b) => {
        const [x, y] = [values[a], values[b]];
        if (x === null || y === null) { return (x === null) - (y === null); }
        return sign * (typeof x === "number" ? x - y : x < y ? -1 : x > y ? 1 : 0) || a - b;
      });
      shown = order.map(at => shown[at]);
    }
    active = Math.max(0, shown.findIndex(n => scans[n] === kept));
    $("shown").textContent = (shown.length === shell.total ? shell.total + " scans" : shown.length + " of " + shell.total + " scans") + more();
    $("none").hidden = shown.length > 0 || scans.length < shell.total;
    remember();
    draw();
    loadNext();
  }

  /** What is said of the scans that are not loaded. */
  function more() {
    if (scans.length >= shell.total) { return ""; }
    return wanting() ? ", loading " + scans.length + " of " + shell.total
      : ", the worst " + scans.length + " loaded; scroll, search or sort for more";
  }

  /** Whether what is looked at needs scans that are not loaded. */
  function wanting() {
    const { statuses, words } = settings();
    const all = form.querySelectorAll("[name=status]").length;
    return scans.length < LOADED_ANYWAY || sort.key !== "" || words.length > 0 || statuses.size < all || view !== "tiles"
      || (wanted && !found) || shown.length - Math.max(tiles.last, active) < AHEAD;
  }

  function remember() {
    const { statuses, words } = settings();
    const kept = new URLSearchParams();
    const boxes = form.querySelectorAll("[name=status]").length;
    if (statuses.size < boxes) { kept.set("status", Array.from(statuses).join(",")); }
    if (words.length) { kept.set("words", words.join(" ")); }
    if (sort.key) { kept.set("sort", (sort.down ? "-" : "") + sort.key); }
    if (view !== "tiles") { kept.set("view", view); }
    if (large >= 0) { kept.set("scan", scans[large].scan); }
    history.replaceState(null, "", kept.size ? "#" + kept : location.pathname + location.search);
  }

  function recall() {
    const kept = new URLSearchParams(location.hash.slice(1));
    if (kept.has("status")) {
      const words = kept.get("status").split(",");
      form.querySelectorAll("[name=status]").forEach(box => { box.checked = words.includes(box.value); });
    }
    form.elements.words.value = kept.get("words") ?? "";
    const key = kept.get("sort") ?? "";
    sort = { key: key.replace(/^-/, ""), down: key.startsWith("-") };
    view = ["tiles", "table", "plots"].includes(kept.get("view")) ? kept.get("view") : "tiles";
    return kept.get("scan");
  }

  // Only what is in view is in the document, however many scans there are.

  class Window {
    constructor(box, make) {
      this.box = box;
      this.make = make;
      this.items = new Map();
      this.last = 0;
      this.across = 1;
      this.height = 100;
      this.width = 100;
    }

    clear() {
      this.box.replaceChildren();
      this.items.clear();
    }

    draw() {
      this.box.style.height = Math.ceil(shown.length / this.across) * this.height + "px";
      const top = -this.box.getBoundingClientRect().top;
      const first = Math.max(0, Math.floor(top / this.height) - 1) * this.across;
      const last = Math.min(shown.length, (Math.ceil((top + innerHeight) / this.height) + 1) * this.across);
      this.last = last;
      for (const [at, item] of this.items) {
        if ((at < first || at >= last) && !item.contains(document.activeElement)) {
          item.remove();
          this.items.delete(at);
        }
      }
      let behind = null;
      for (let at = last - 1; at >= first; at--) {
        let item = this.items.get(at);
        if (!item) {
          item = this.make(at);
          this.items.set(at, item);
          // In the order of the list, for who reads or tabs through it.
          this.box.insertBefore(item, behind);
        }
        behind = item;
        const left = this.across > 1 ? (at % this.across) * this.width : 0;
        item.style.transform = "translate(" + left + "px," + Math.floor(at / this.across) * this.height + "px)";
        if (this.across > 1 || this.box.id === "tiles") {
          item.style.width = this.width + "px";
          item.style.height = this.height + "px";
        }
      }
    }

    reveal(at) {
      const row = Math.floor(at / this.across);
      const top = this.box.getBoundingClientRect().top + row * this.height;
      const above = form.getBoundingClientRect().bottom > 0 && getComputedStyle(form).position === "sticky" ? form.offsetHeight : 0;
      if (top < above) { scrollBy(0, top - above - 4); }
      if (top + this.height > innerHeight) { scrollBy(0, top + this.height - innerHeight + 4); }
      this.draw();
      return this.items.get(at);
    }
  }

  const tiles = new Window($("tiles"), tile);
  const rows = new Window($("rows"), row);
  rows.height = 28;

  const LEAST_TILE = 250;

  function measure() {
    const width = $("tiles").clientWidth || innerWidth - 40;
    const least = innerWidth >= 2200 ? 330 : LEAST_TILE;
    tiles.across = Math.max(innerWidth < 600 ? 2 : 1, Math.floor(width / least));
    tiles.width = Math.floor(width / tiles.across);
    const em = Number.parseFloat(getComputedStyle(document.body).fontSize);
    tiles.height = Math.round(tiles.width / 2 + 3.5 * em);
  }

  function tile(at) {
    const scan = scans[shown[at]];
    const why = scan.reasons[0]?.[0] ?? "";
    const hand = scan.review ? (scan.review.decision === "accept" ? "accepted" : "rejected") + (scan.review.current ? "" : ", changed since") : "";
    const link = element("a", {
      class: "tile " + scan.status, href: "#scan=" + encodeURIComponent(scan.scan), tabindex: at === active ? 0 : -1,
      "aria-label": [label(scan), scan.status, why, hand].filter(Boolean).join(", "),
    }, picture(scan), element("span", { class: "words" },
      element("span", { class: "name", title: scan.scan, text: label(scan) }),
      element("span", { class: "why", title: why }, badge(scan.status), " ", hand ? element("span", { class: "hand", text: hand + " " }) : null, why)));
    link.dataset.at = at;
    return element("li", { "aria-setsize": shown.length, "aria-posinset": at + 1 }, link);
  }

  function picture(scan) {
    const box = element("span", { class: "picture" });
    const none = words => box.replaceChildren(element("span", { class: "none", text: words }));
    const address = scan.tile ?? scan.render;
    if (!address) {
      none(scan.status === "missing" ? "the file is missing" : "no picture was made");
      return box;
    }
    const image = element("img", { src: address, alt: "", decoding: "async", class: scan.tile ? "" : "strip" });
    image.addEventListener("error", () => none(address.includes("sourcedata") ? "its face is there: the picture lies with the originals, which are not here" : "the picture is missing"));
    box.append(image);
    return box;
  }

  // The table

  const COLUMNS = [
    { key: "scan", title: "Scan", width: "minmax(16rem, 2.2fr)" },
    { key: "status", title: "Status", width: "6.6rem" },
    { key: "suffix", title: "Suffix", width: "5rem" },
    { key: "defacer", title: "Defacer", width: "7rem" },
    ...columns.map(column => ({ key: column.name, title: column.title, width: "5.6rem", number: true, unit: column.unit })),
    { key: "reason", title: "Reason", width: "minmax(14rem, 1.6fr)" },
  ];
  const grid = COLUMNS.map(column => column.width).join(" ");

  function head() {
    const box = document.querySelector("#table .head");
    box.style.gridTemplateColumns = grid;
    box.replaceChildren(...COLUMNS.map(column => {
      const arrow = sort.key !== column.key ? "" : sort.down ? " ▼" : " ▲";
      const button = element("button", { type: "button", text: column.title + (column.unit ? " (" + column.unit + ")" : "") + arrow });
      button.addEventListener("click", () => {
        sort = sort.key === column.key ? (sort.down ? { key: "", down: false } : { key: column.key, down: true }) : { key: column.key, down: false };
        rows.clear();
        tiles.clear();
        head();
        select();
      });
      return element("div", { role: "columnheader", class: column.number ? "number" : "", "aria-sort": sort.key !== column.key ? "none" : sort.down ? "descending" : "ascending" }, button);
    }));
  }

  function row(at) {
    const scan = scans[shown[at]];
    const cells = COLUMNS.map(column => {
      if (column.key === "status") { return element("div", { role: "cell" }, badge(scan.status)); }
      if (column.key === "scan") {
        const link = element("a", { href: "#scan=" + encodeURIComponent(scan.scan), tabindex: at === active ? 0 : -1, text: scan.scan });
        return element("div", { role: "cell", title: scan.scan }, link);
      }
      if (column.number) {
        const index = columns.findIndex(c => c.name === column.key);
        return element("div", { role: "cell", class: "number" + (scan.out.includes(index) ? " out" : ""), text: number(scan.n[index]) });
      }
      const words = column.key === "reason" ? scan.reasons.map(reason => reason[0]).join("; ") : scan[column.key] ?? "";
      return element("div", { role: "cell", title: words, text: words });
    });
    const made = element("div", { class: "row", role: "row", "aria-rowindex": at + 2 }, ...cells);
    made.style.gridTemplateColumns = grid;
    made.dataset.at = at;
    return made;
  }

  // Plots

  function range(index) {
    const column = columns[index];
    column.values ??= null;
    if (!column.values || column.values.length !== scans.length) {
      column.values = scans.map(scan => scan.n[index]);
      const numbers = column.values.filter(v => v !== null);
      let low = Infinity;
      let high = -Infinity;
      for (const v of numbers) { low = Math.min(low, v); high = Math.max(high, v); }
      if (column.bound !== null && numbers.length) { low = Math.min(low, column.bound); high = Math.max(high, column.bound); }
      if (!numbers.length) { low = high = column.bound ?? 0; }
      if (!(high > low)) { low -= 0.5; high += 0.5; }
      const bins = new Array(24).fill(0);
      for (const v of numbers) { bins[Math.min(23, Math.floor(24 * (v - low) / (high - low)))]++; }
      column.range = { low, high, bins, most: Math.max(1, ...bins), count: numbers.length };
    }
    return column.range;
  }

  const SVG = "http://www.w3.org/2000/svg";

  /** A histogram of all scans with this one marked. */
  function small(index, scan) {
    const { low, high, bins, most } = range(index);
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "-6 0 108 28");
    svg.setAttribute("role", "img");
    const add = (name, attributes) => {
      const made = document.createElementNS(SVG, name);
      Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
      svg.append(made);
    };
    bins.forEach((count, bin) => { if (count) { const height = Math.max(1, 24 * Math.sqrt(count / most)); add("rect", { x: bin * 4, y: 26 - height, width: 3.4, height, fill: "#9db2cc" }); } });
    add("line", { x1: 0, x2: 96, y1: 26.5, y2: 26.5, stroke: "#777" });
    const x = v => 96 * (v - low) / (high - low);
    const bound = columns[index].bound;
    if (bound !== null) { add("line", { x1: x(bound), x2: x(bound), y1: 0, y2: 27, stroke: "#b00", "stroke-dasharray": "2 2" }); }
    const mine = scan.n[index];
    if (mine !== null) { add("path", { d: "M" + x(mine) + " 27l-4 -9h8z", fill: "#000", stroke: "#fff", "stroke-width": .8 }); }
    const below = columns[index].values.filter(v => v !== null && v < mine).length;
    svg.setAttribute("aria-label", mine === null ? "no value" : below + " of " + range(index).count + " scans are lower");
    return svg;
  }

  /** A scan always stands at the same height of a plot. */
  const jitter = n => ((n * 0.618033988749895) % 1);

  function plots() {
    const known = columns.map((column, index) => [column, index]).filter(([, index]) => range(index).count > 0);
    $("plots").replaceChildren(...known.map(([column, index]) => {
      const canvas = element("canvas", { role: "img", "aria-label": column.title + ": " + number(range(index).low) + " to " + number(range(index).high) });
      const accepted = column.accepted ? "accepted: " + column.accepted : "";
      const over = element("span", { class: "quiet", text: " " + accepted });
      canvas.addEventListener("mousemove", event => {
        const at = nearest(canvas, index, event);
        over.textContent = at < 0 ? " " + accepted : " " + label(scans[at]) + ": " + number(scans[at].n[index]);
        canvas.style.cursor = at < 0 ? "" : "pointer";
      });
      canvas.addEventListener("click", event => { const at = nearest(canvas, index, event); if (at >= 0) { open(at); } });
      const figure = element("figure", {}, element("figcaption", { text: column.title + (column.unit ? " (" + column.unit + ")" : "") }, over), canvas);
      requestAnimationFrame(() => plot(canvas, index));
      return figure;
    }));
  }

  const COLOURS = { fail: "#8c1010", restored: "#8c1010", replaced: "#8c1010", missing: "#8c1010", rejected: "#8c1010", review: "#c98a1b", pass: "#3f7fbf" };

  function place(canvas, index, n) {
    const { low, high } = range(index);
    return [8 + (canvas.clientWidth - 16) * (scans[n].n[index] - low) / (high - low), 10 + (canvas.clientHeight - 40) * jitter(n)];
  }

  function plot(canvas, index) {
    const ratio = devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    const { low, high } = range(index);
    const bottom = canvas.clientHeight - 22;
    pen.strokeStyle = "#999";
    pen.beginPath();
    pen.moveTo(8, bottom);
    pen.lineTo(canvas.clientWidth - 8, bottom);
    pen.stroke();
    pen.fillStyle = "#4f4f4f";
    pen.font = "12px system-ui, sans-serif";
    pen.fillText(number(low), 8, canvas.clientHeight - 6);
    pen.textAlign = "right";
    pen.fillText(number(high), canvas.clientWidth - 8, canvas.clientHeight - 6);
    const bound = columns[index].bound;
    if (bound !== null) {
      const x = 8 + (canvas.clientWidth - 16) * (bound - low) / (high - low);
      pen.strokeStyle = "#b00";
      pen.setLineDash([4, 3]);
      pen.beginPath();
      pen.moveTo(x, 2);
      pen.lineTo(x, bottom);
      pen.stroke();
      pen.setLineDash([]);
    }
    for (const word of ["pass", "review", "other"]) {
      for (const n of shown) {
        const status = scans[n].status;
        const kind = status === "pass" || status === "review" ? status : "other";
        if (kind !== word || scans[n].n[index] === null) { continue; }
        const [x, y] = place(canvas, index, n);
        pen.fillStyle = COLOURS[status];
        if (kind === "other") { pen.fillRect(x - 3, y - 3, 6, 6); } else { pen.beginPath(); pen.arc(x, y, 2.6, 0, 7); pen.fill(); }
      }
    }
  }

  function nearest(canvas, index, event) {
    let best = -1;
    let least = 8;
    for (const n of shown) {
      if (scans[n].n[index] === null) { continue; }
      const [x, y] = place(canvas, index, n);
      const far = Math.hypot(x - event.offsetX, y - event.offsetY);
      if (far < least) { least = far; best = n; }
    }
    return best;
  }

  // One scan, large

  function open(n) {
    large = n;
    const scan = scans[n];
    active = Math.max(0, shown.indexOf(n));
    $("status").replaceChildren(badge(scan.status));
    $("name").textContent = scan.scan;
    $("place").textContent = shown.includes(n) ? active + 1 + " of " + shown.length : "";
    $("previous").disabled = active === 0;
    $("next").disabled = active >= shown.length - 1;
    $("facts").replaceChildren(...facts(scan));
    $("pictures").replaceChildren(...pictures(scan));
    $("facts").scrollTop = 0;
    $("pictures").scrollTop = 0;
    loadNext();
    if (!$("large").open) { $("large").showModal(); $("pictures").focus({ preventScroll: true }); }
    remember();
    // The pictures of the next one are there when it is asked for.
    const next = scans[shown[active + 1]];
    if (next) { [next.render, next.mosaic].filter(Boolean).forEach(address => { new Image().src = address; }); }
  }

  function facts(scan) {
    const parts = [];
    if (scan.reasons.length) {
      parts.push(element("ul", {}, ...scan.reasons.map(([words, meaning]) => element("li", {}, element("strong", { text: words }), " ", meaning))));
    }
    if (scan.review) {
      parts.push(element("p", { class: "decision" }, element("strong", { text: scan.review.decision + "ed by hand" }),
        ", " + scan.review.time + (scan.review.current ? "" : "; the scan has changed since") + (scan.review.note ? ": " + scan.review.note : "")));
    }
    const order = columns.map((_, index) => index).sort((a, b) => weight(scan, a) - weight(scan, b) || a - b);
    parts.push(element("table", { class: "numbers" }, element("caption", { text: "Each number among those of all scans: ▼ this scan, dashed: its bound" }), element("tbody", {}, ...order.map(index => [columns[index], index]).map(([column, index]) =>
      element("tr", { class: scan.out.includes(index) ? "out" : "" },
        element("th", { scope: "row", title: column.text }, column.title, column.accepted ? element("span", { class: "accepted", text: column.accepted + (scan.out.includes(index) ? ": out of bounds" : "") }) : null),
        element("td", { class: "value", text: number(scan.n[index]) + (column.unit && scan.n[index] !== null ? " " + column.unit : "") }),
        element("td", {}, small(index, scan)))))));
    parts.push(element("p", { text: "Defacer: " + scan.defacer + (scan.tried.length ? "; tried and not taken:" : "") }));
    if (scan.tried.length) { parts.push(element("ul", {}, ...scan.tried.map(line => element("li", { text: line })))); }
    if (scan.participant === "sub-none") { return parts; }
    const command = "bidsveil review " + dataset() + "  # " + scan.scan;
    const copy = element("button", { type: "button", text: "Copy" });
    copy.addEventListener("click", () => navigator.clipboard?.writeText(command).then(() => { copy.textContent = "Copied"; }, () => { copy.textContent = "Select it and copy"; }));
    parts.push(element("h3", { text: "Mend, accept or reject" }), element("p", {}, element("code", { text: command }), " ", copy));
    const links = [["numbers", scan.participant + "/" + scan.participant + "_deface.tsv"], ["log of the run", scan.log]];
    parts.push(element("p", {}, ...links.filter(([, address]) => address).flatMap(([words, address]) => [element("a", { href: address, text: words }), " "])));
    return parts;
  }

  /** What is out of bounds stands first, then what has a bound. */
  const weight = (scan, index) => (scan.out.includes(index) ? 0 : columns[index].bound !== null ? 1 : 2);

  /** Of a page opened from a disk: the folder above derivatives. */
  function dataset() {
    if (location.protocol !== "file:") { return "BIDS_DIR"; }
    const folder = decodeURIComponent(location.pathname).replace(/\/derivatives\/bidsveil\/[^/]*$/, "");
    return /^[\w@%+=:,./-]+$/.test(folder) ? folder : "'" + folder.replace(/'/g, "'\\''") + "'";
  }

  function pictures(scan) {
    const parts = [];
    const figure = (kind, address, caption, alt, sides) => {
      if (!address) { return; }
      const image = element("img", { src: address, alt, decoding: "async" });
      const link = element("a", { href: address, tabindex: -1 }, image);
      const box = element("div", { class: "scroll" }, link);
      const made = element("figure", { class: kind }, element("figcaption", {}, ...caption), box);
      if (sides) { link.append(element("span", { class: "side left", "aria-hidden": true, text: "R profile" }), element("span", { class: "side right", "aria-hidden": true, text: "L profile" })); }
      image.addEventListener("error", () => {
        box.replaceChildren(element("p", { text: address.includes("sourcedata") ? "This picture shows the face. It lies with the originals, which are not here." : "The picture is missing: " + address }));
      });
      parts.push(made);
    };
    const name = label(scan);
    const refused = scan.render?.includes("sourcedata");
    if (scan.before && scan.render) { parts.push(pair(scan, name, refused)); }
    figure("mosaic", scan.mosaic, [element("span", { class: "key removed", text: "orange: removed" }), element("span", { class: "key brain", text: "blue: brain" }),
      " Sagittal slices look to the head's right (A: front, P: back). Coronal and axial in neurological convention (L: the head's left is on the left)."],
      "Slices of " + name + ": sagittal, coronal and axial, with the outlines of what was removed and of the brain", false);
    figure("render", scan.render, [(refused ? "As it would be by the mask that was refused" : "After") + ": from the right profile over the front to the left profile"],
      "The head of " + name + ", seen from seven sides, from its right profile over the front to its left profile", true);
    figure("render", scan.before, [(refused ? "As it is now: its face is there. It" : "Before, from the same seven sides. Shown here only: it") + " lies with the originals"],
      "The head of " + name + " before defacing, seen from the same sides", true);
    if (!parts.length) { parts.push(element("p", { text: "There is no picture of this scan." })); }
    return parts;
  }

  /** The seven sides of a strip of renders, from its left to its right. */
  const SIDES = ["right profile", "right, 45°", "right, 30°", "front", "left, 30°", "left, 45°", "left profile"];
  /** The side that is compared; it stays from scan to scan. */
  let side = 3;

  /** Before and after, large and side by side, from one of the seven sides. */
  function pair(scan, name, refused) {
    const half = (address, words) => {
      const image = element("img", { src: address, alt: "The head of " + name + ": " + words, decoding: "async" });
      return element("figure", {}, element("div", { class: "one" }, image), element("figcaption", { text: words }));
    };
    const choice = element("select", { id: "side", "aria-label": "Side from which both are seen" }, ...SIDES.map((words, n) => element("option", { value: n, selected: n === side, text: words })));
    const box = element("div", { class: "pair", role: "group", "aria-label": "Before and after, side by side" },
      half(scan.before, "before"), half(scan.render, refused ? "by the mask that was refused" : "after"),
      element("label", {}, "seen from: ", choice, " ", element("kbd", { text: "<" }), " ", element("kbd", { text: ">" })));
    const turn = () => {
      side = Number(choice.value);
      box.querySelectorAll("img").forEach(image => { image.style.objectPosition = side / (SIDES.length - 1) * 100 + "% 50%"; });
    };
    choice.addEventListener("change", turn);
    // Where the originals are not, there is nothing to compare.
    box.querySelector("img").addEventListener("error", () => box.remove());
    turn();
    return box;
  }

  function turnPair(by) {
    const choice = $("side");
    if (!choice) { return; }
    choice.value = Math.max(0, Math.min(SIDES.length - 1, side + by));
    choice.dispatchEvent(new Event("change"));
  }

  function step(by) {
    const at = shown.indexOf(large) + by;
    if (at >= 0 && at < shown.length) { open(shown[at]); }
  }

  $("large").addEventListener("close", () => {
    large = -1;
    remember();
    if (view === "plots") { return; }
    focus(active);
  });

  // Drawing, moving

  function draw() {
    for (const name of ["tiles", "table", "plots"]) { $(name).hidden = view !== name; }
    form.querySelectorAll(".views button").forEach(button => button.setAttribute("aria-pressed", String(button.value === view)));
    tiles.clear();
    rows.clear();
    if (view === "tiles") { measure(); tiles.draw(); }
    if (view === "table") {
      head();
      $("rows").style.minWidth = document.querySelector("#table .head").scrollWidth + "px";
      $("table").setAttribute("aria-rowcount", shown.length + 1);
      rows.draw();
    }
    if (view === "plots") { plots(); }
    document.documentElement.dataset.scans = scans.length;
  }

  function show(name) {
    view = name;
    remember();
    draw();
    loadNext();
  }

  function focus(at) {
    if (!shown.length) { return; }
    active = Math.max(0, Math.min(shown.length - 1, at));
    const item = (view === "table" ? rows : tiles).reveal(active);
    $("tiles").querySelectorAll("a[tabindex='0']").forEach(link => link.setAttribute("tabindex", -1));
    const link = item?.querySelector("a");
    link?.setAttribute("tabindex", 0);
    link?.focus({ preventScroll: true });
  }

  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) { return; }
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (view === "tiles") { tiles.draw(); }
      if (view === "table") { rows.draw(); }
      loadNext();
    });
  }, { passive: true });
  addEventListener("resize", () => draw());

  for (const box of [$("tiles"), $("rows")]) {
    box.addEventListener("click", event => {
      const item = event.target.closest("[data-at]");
      if (!item || event.ctrlKey || event.metaKey) { return; }
      event.preventDefault();
      open(shown[Number(item.dataset.at)]);
    });
  }

  document.addEventListener("focusin", event => {
    const item = event.target.closest?.("#tiles [data-at], #rows [data-at]");
    if (item) { active = Number(item.dataset.at); }
  });

  const inList = {
    ArrowRight: () => focus(active + 1), ArrowLeft: () => focus(active - 1),
    ArrowDown: () => focus(active + (view === "table" ? 1 : tiles.across)), ArrowUp: () => focus(active - (view === "table" ? 1 : tiles.across)),
    Home: () => focus(0), End: () => focus(shown.length - 1),
    PageDown: () => focus(active + pageful()), PageUp: () => focus(active - pageful()),
    Enter: () => open(shown[active]),
    j: () => focus(document.activeElement.closest?.("[data-at]") ? active + 1 : active), k: () => focus(active - 1),
    g: () => show("tiles"), t: () => show("table"), p: () => show("plots"),
    "/": () => { form.elements.words.focus(); form.elements.words.select(); },
  };
  const inLarge = {
    ArrowRight: () => step(1), ArrowLeft: () => step(-1), j: () => step(1), k: () => step(-1),
    Escape: () => $("large").close(),
    Home: () => open(shown[0]), End: () => open(shown[shown.length - 1]),
    b: () => $("pictures").querySelectorAll("figure.render")[1]?.scrollIntoView({ block: "center" }),
    "<": () => turnPair(-1), ">": () => turnPair(1), ",": () => turnPair(-1), ".": () => turnPair(1),
  };

  function pageful() {
    const window = view === "table" ? rows : tiles;
    return Math.max(1, Math.floor((innerHeight - form.offsetHeight) / window.height)) * window.across;
  }

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.target.matches("input[type=search]")) {
      if (event.key === "Escape" || event.key === "Enter") { event.preventDefault(); focus(active); }
      return;
    }
    const keys = $("large").open ? inLarge : inList;
    const own = event.target.matches("button, input, summary, select, #bar *");
    const moves = event.key === "Enter" || event.key.startsWith("Arrow") || event.key === "Home" || event.key === "End" || event.key.startsWith("Page");
    if (!Object.hasOwn(keys, event.key) || (own && moves && !$("large").open) || (own && event.key === "Enter")) { return; }
    event.preventDefault();
    keys[event.key]();
  });

  form.addEventListener("input", select);
  form.addEventListener("reset", () => setTimeout(() => { sort = { key: "", down: false }; select(); }));
  form.addEventListener("submit", event => event.preventDefault());
  form.querySelectorAll(".views button").forEach(button => button.addEventListener("click", () => show(button.value)));
  $("all").addEventListener("click", () => form.reset());
  $("previous").addEventListener("click", () => step(-1));
  $("next").addEventListener("click", () => step(1));
  $("close").addEventListener("click", () => $("large").close());

  // On paper there is no window: all, or as many as a printer is asked for.
  addEventListener("beforeprint", () => {
    tiles.clear();
    shown.slice(0, PRINTED_TILES).forEach((_, at) => $("tiles").append(tile(at)));
    if (shown.length > PRINTED_TILES) { $("tiles").append(element("li", { text: "The first " + PRINTED_TILES + " of " + shown.length + " scans." })); }
  });
  addEventListener("afterprint", draw);

  // The shards

  const wanted = recall();
  let found = false;

  /** Takes the next scans; numbers are the places in the whole list. */
  bidsveil.add = (from, list) => {
    if (from !== scans.length) { return; }
    loading = false;
    for (const scan of list) {
      scan.reason = scan.reasons.map(reason => reason[0]).join("; ");
      scans.push(scan);
    }
    if (from === 0 || scans.length === shell.total) {
      select();
    } else {
      quietly(list.length);
    }
    if (!found && wanted) {
      const n = scans.findIndex(scan => scan.scan === wanted);
      if (n >= 0) { found = true; open(n); }
    }
    loadNext();
  };

  /** More of the same at the end: what is on the screen stays as it is. */
  function quietly(count) {
    if (sort.key || settings().words.length || view !== "tiles") { select(); return; }
    const { statuses } = settings();
    for (let n = scans.length - count; n < scans.length; n++) { if (statuses.has(scans[n].status)) { shown.push(n); } }
    tiles.draw();
    $("shown").textContent = shown.length + " scans" + more();
  }

  function loadNext() {
    if (loading || !shell.further.length || !wanting()) { return; }
    loading = true;
    const address = shell.further.shift();
    const script = element("script", { src: address });
    script.addEventListener("error", () => { $("shown").textContent += ": " + address + " is missing. Run 'bidsveil BIDS_DIR group' again."; });
    // After the screen is drawn.
    requestAnimationFrame(() => setTimeout(() => document.body.append(script)));
  }
})();
