"use strict";
/* global niivue */
(() => {
  const $ = id => document.getElementById(id);
  const canvas = $("canvas");
  const SHOWN = ["defacer", "overlap", "face_left", "face_likeness", "registration_confidence", "overlap_proposed", "removed_voxels"];
  const AUTOSAVE_MS = 1500;
  let scans = [];
  let current = null;
  let pressed = false;
  let stroke = false;
  let dirty = false;
  let timer = 0;
  let viewer = null;

  function say(text, bad = false) {
    $("status").textContent = text;
    $("status").classList.toggle("bad", bad);
  }

  /** Asks the server; what it refuses is an Error with its sentence. */
  async function ask(method, path, body, type) {
    const answer = await fetch(path, { method, body, headers: type ? { "Content-Type": type } : {} });
    if (answer.status === 403) {
      throw new Error("The session has ended. Start 'bidsveil review' again and open its new address.");
    }
    const json = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    if (!answer.ok) {
      const error = new Error(json ? json.sentence : "The server answered " + answer.status + ".");
      error.name = json ? json.name : "refused";
      throw error;
    }
    return json;
  }

  const at = action => "/scans/" + current.number + "/" + action;

  // The list

  function matches(scan) {
    switch ($("filter").value) {
      case "open": return !scan.review || !scan.review.current;
      case "doubtful": return scan.row.verdict === "fail" || scan.row.verdict === "review";
      case "draft": return scan.draft;
      default: return true;
    }
  }

  function decisionOf(scan) {
    if (!scan.review) { return "not decided"; }
    const word = scan.review.decision === "accept" ? "accepted" : "rejected";
    return scan.review.current ? word : word + ", but the scan has changed since";
  }

  function showList() {
    const items = scans.filter(matches).map(scan => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = scan.scan.split("/").pop();
      const mark = document.createElement("span");
      mark.className = "mark";
      mark.textContent = [scan.row.verdict ?? "not run", decisionOf(scan), scan.draft ? "draft" : ""].filter(Boolean).join(", ");
      button.append(mark);
      if (current && scan.number === current.number) { button.setAttribute("aria-current", "true"); }
      button.addEventListener("click", () => open(scan.number));
      const item = document.createElement("li");
      item.append(button);
      return item;
    });
    $("list").replaceChildren(...items);
    $("list").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    const decided = scans.filter(scan => scan.review && scan.review.current).length;
    $("progress").textContent = decided + " of " + scans.length + " decided";
  }

  function showFacts() {
    $("title").textContent = current.scan;
    const verdict = current.row.verdict ?? "not run";
    const badge = document.createElement("span");
    badge.className = "verdict " + verdict;
    badge.textContent = verdict;
    $("verdict").replaceChildren(badge);
    const reason = current.row.reason ?? "n/a";
    $("reason").textContent = reason === "n/a" ? "" : reason;
    $("numbers").replaceChildren(...SHOWN.filter(name => name in current.row).map(name => {
      const line = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = name;
      const cell = document.createElement("td");
      cell.textContent = current.row[name];
      line.append(head, cell);
      return line;
    }));
    $("decision").textContent = decisionOf(current);
    $("note").value = current.review ? current.review.note : "";
    $("discard").disabled = !current.draft;
  }

  function renew(scan) {
    scans[scan.number] = scan;
    if (current && current.number === scan.number) {
      current = scan;
      showFacts();
    }
    showList();
  }

  // The viewer

  async function start() {
    viewer = new niivue.Niivue({
      dragAndDropEnabled: false,
      isRadiologicalConvention: false,
      isColorbar: false,
      backColor: [0, 0, 0, 1],
      show3Dcrosshair: true,
      // Not the red of the mask.
      crosshairColor: [0.34, 0.71, 0.91, 1],
      multiplanarLayout: niivue.MULTIPLANAR_TYPE.GRID,
      multiplanarShowRender: niivue.SHOW_RENDER.ALWAYS,
      loadingText: "",
    });
    await viewer.attachToCanvas(canvas);
    viewer.setDrawOpacity($("opacity").value / 100);
    viewer.onLocationChange = () => { if (pressed) { paint(); } };
    scans = await ask("GET", "/scans");
    showList();
    const wanted = Number(new URLSearchParams(location.hash.slice(1)).get("scan") ?? 0);
    if (scans.length > 0) { await open(scans[wanted] ? wanted : 0); } else { say("There is no scan in this dataset."); }
    document.documentElement.dataset.ready = "true";
  }

  async function open(number) {
    await keepDraft();
    current = scans[number];
    history.replaceState(null, "", "#scan=" + number);
    showFacts();
    showList();
    $("image").value = "original";
    await load();
  }

  /** The image and, on it, the mask as it is being painted. */
  async function load() {
    document.documentElement.dataset.loaded = "";
    say("Loading …");
    try {
      viewer.closeDrawing();
      await viewer.loadVolumes([{ url: at($("image").value), name: "scan.nii" }]);
      const mask = await niivue.NVImage.loadFromUrl({ url: at("mask"), name: "mask.nii" });
      if (!viewer.loadDrawing(mask)) { throw new Error("The mask does not fit the scan."); }
      dirty = false;
      show();
      say(current.draft ? "This is the saved draft; it is not applied." : "");
      document.documentElement.dataset.loaded = String(current.number);
    } catch (error) {
      say(error.message, true);
    }
  }

  function show() {
    viewer.setSliceType(viewer["sliceType" + { multi: "Multiplanar", axial: "Axial", coronal: "Coronal", sagittal: "Sagittal", render: "Render" }[$("view").value]]);
  }

  const pen = () => document.querySelector("[name=pen]:checked").value;

  /** A ball of the pen's size around the cross, in mm, whatever the voxels' size. */
  function paint() {
    if (pen() === "look" || !viewer.drawBitmap) { return; }
    const value = pen() === "paint" ? 1 : 0;
    const [, nx, ny, nz] = viewer.back.dimsRAS;
    const [, sx, sy, sz] = viewer.back.pixDimsRAS.map(Math.abs);
    const [ci, cj, ck] = viewer.frac2vox(viewer.scene.crosshairPos);
    const radius = Number($("size").value) / 2;
    const reach = size => Math.ceil(radius / size);
    for (let k = Math.max(0, ck - reach(sz)); k <= Math.min(nz - 1, ck + reach(sz)); k++) {
      for (let j = Math.max(0, cj - reach(sy)); j <= Math.min(ny - 1, cj + reach(sy)); j++) {
        for (let i = Math.max(0, ci - reach(sx)); i <= Math.min(nx - 1, ci + reach(sx)); i++) {
          const mm = Math.hypot((i - ci) * sx, (j - cj) * sy, (k - ck) * sz);
          if (mm <= radius || (i === ci && j === cj && k === ck)) {
            viewer.drawBitmap[i + nx * (j + ny * k)] = value;
          }
        }
      }
    }
    stroke = true;
    viewer.refreshDrawing(true);
  }

  /** What was painted since the pen came down can be undone at once. */
  function endStroke() {
    if (stroke) {
      stroke = false;
      viewer.drawAddUndoBitmap();
      changed();
    }
  }

  function changed() {
    dirty = true;
    say("Not saved yet.");
    clearTimeout(timer);
    timer = setTimeout(() => keepDraft().catch(error => say(error.message, true)), AUTOSAVE_MS);
  }

  function undo() {
    viewer.drawUndo();
    changed();
  }

  async function keepDraft() {
    clearTimeout(timer);
    if (!dirty || !current) { return; }
    const scan = current;
    const bytes = await viewer.saveImage({ filename: "", isSaveDrawing: true, volumeByIndex: 0 });
    dirty = false;
    try {
      renew(await ask("PUT", "/scans/" + scan.number + "/draft", bytes, "application/octet-stream"));
      say("Draft saved. The scan is not changed before it is applied.");
    } catch (error) {
      dirty = true;
      throw error;
    }
  }

  async function discard() {
    clearTimeout(timer);
    dirty = false;
    renew(await ask("DELETE", at("draft")));
    await load();
  }

  function confirmed(title, text, button) {
    $("askTitle").textContent = title;
    $("askText").textContent = text;
    $("askYes").textContent = button;
    $("ask").returnValue = "no";
    $("ask").showModal();
    return new Promise(resolve => $("ask").addEventListener("close", () => resolve($("ask").returnValue === "yes"), { once: true }));
  }

  async function apply() {
    await keepDraft();
    if (!current.draft) { say("There is nothing to apply: the mask was not changed."); return; }
    const yes = await confirmed("Apply this mask?", "The scan " + current.scan + " is made anew from its original: every voxel in red is blanked, every other one gets its original value back.", "Apply");
    if (yes) { await applied(false); }
  }

  async function applied(despiteFindings) {
    say("Applying: the mask is measured and the scan made anew …");
    try {
      renew(await ask("POST", at("apply"), JSON.stringify({ despiteFindings }), "application/json"));
    } catch (error) {
      if (error.name !== "check-failed") { throw error; }
      say("Not applied: " + error.message + ".", true);
      const yes = await confirmed("A check fails", "Measured on this mask: " + error.message + ". Nothing was changed. Apply it all the same? The row then says review, with these reasons.", "Apply all the same");
      if (yes) { await applied(true); }
      return;
    }
    await load();
    say("Applied: verdict " + current.row.verdict + (current.row.reason === "n/a" ? "." : ", " + current.row.reason + "."));
  }

  async function decide(decision) {
    renew(await ask("POST", at("decision"), JSON.stringify({ decision, note: $("note").value }), "application/json"));
    say(decision === "accept" ? "Accepted." : "Rejected: 'bidsveil check' will name this scan.");
  }

  function step(by) {
    const visible = scans.filter(matches);
    const here = visible.findIndex(scan => scan.number === current?.number);
    const next = visible[here + by];
    return next ? open(next.number) : say(by > 0 ? "This is the last scan of the list." : "This is the first scan of the list.");
  }

  function slide(id, by) {
    $(id).value = Number($(id).value) + by;
    $(id).dispatchEvent(new Event("input"));
  }

  function choosePen(value) { document.querySelector("[name=pen][value=" + value + "]").checked = true; }

  function view(value) { $("view").value = value; show(); }

  /** Whatever goes wrong is said. */
  const run = action => event => Promise.resolve().then(() => action(event)).catch(error => say(error.message, true));

  const keys = {
    n: () => step(1), p: () => step(-1),
    l: () => choosePen("look"), b: () => choosePen("paint"), e: () => choosePen("erase"),
    "[": () => slide("size", -1), "]": () => slide("size", 1),
    "-": () => slide("opacity", -5), "+": () => slide("opacity", 5), "=": () => slide("opacity", 5),
    z: undo, s: keepDraft, g: apply,
    1: () => view("multi"), 2: () => view("axial"), 3: () => view("coronal"), 4: () => view("sagittal"), 5: () => view("render"),
    o: () => { $("image").value = $("image").value === "original" ? "current" : "original"; return changeImage(); },
    a: () => decide("accept"), r: () => decide("reject"), t: () => $("note").focus(),
  };
  const onCanvas = {
    ArrowLeft: () => viewer.moveCrosshairInVox(-1, 0, 0), ArrowRight: () => viewer.moveCrosshairInVox(1, 0, 0),
    ArrowUp: () => viewer.moveCrosshairInVox(0, 0, 1), ArrowDown: () => viewer.moveCrosshairInVox(0, 0, -1),
    PageUp: () => viewer.moveCrosshairInVox(0, 1, 0), PageDown: () => viewer.moveCrosshairInVox(0, -1, 0),
    " ": () => { paint(); endStroke(); },
  };

  async function changeImage() {
    await keepDraft();
    await load();
  }

  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("ask").open || !current) { return; }
    if (event.target.matches("textarea")) {
      if (event.key === "Escape") { event.target.blur(); }
      return;
    }
    const isCanvas = event.target === canvas && Object.hasOwn(onCanvas, event.key);
    const action = isCanvas ? onCanvas[event.key] : keys[event.key];
    if (!isCanvas && (!Object.hasOwn(keys, event.key) || event.target.matches("select"))) { return; }
    event.preventDefault();
    // The viewer has keys of its own.
    event.stopPropagation();
    run(action)(event);
  }, true);

  canvas.addEventListener("pointerdown", event => {
    const box = canvas.getBoundingClientRect();
    const ratio = canvas.width / box.width;
    const inRender = viewer && viewer.inRenderTile((event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio) >= 0;
    pressed = event.button === 0 && !inRender && $("view").value !== "render";
  }, true);
  window.addEventListener("pointerup", () => { pressed = false; setTimeout(endStroke); });
  window.addEventListener("beforeunload", event => { if (dirty) { event.preventDefault(); } });
  $("filter").addEventListener("change", showList);
  $("view").addEventListener("change", show);
  $("image").addEventListener("change", run(changeImage));
  $("size").addEventListener("input", () => { $("sizeOut").textContent = $("size").value + " mm"; });
  $("opacity").addEventListener("input", () => viewer.setDrawOpacity($("opacity").value / 100));
  for (const [id, action] of Object.entries({ undo, save: keepDraft, discard, apply, accept: () => decide("accept"), reject: () => decide("reject") })) {
    $(id).addEventListener("click", run(action));
  }
  run(start)();
})();
