"use strict";
/* global niivue */
(() => {
  const $ = id => document.getElementById(id);
  const canvas = $("canvas");
  const AUTOSAVE_MS = 700;
  /** Bytes of strokes that can be undone; beyond that the oldest go. */
  const LARGEST_HISTORY = 400e6;
  /** What comes first in the list. */
  const ORDER = ["restored", "replaced", "missing", "rejected", "fail", "not run", "review", "accepted", "pass"];
  let scans = [];
  let columns = [];
  /** review: the scans of a dataset; open: images that were dropped here. */
  let command = "";
  /** The largest file that the server takes, in bytes. */
  let largest = 0;
  let current = null;
  let viewer = null;
  let timer = 0;
  let noteTimer = 0;
  let pressed = false;
  /** The mask in the order of the viewer's voxels; changed only by strokes. */
  let stroke = null;
  let last = null;
  let past = [];
  let future = [];
  /** The number of strokes at which the server has the mask; -1 when it has none such. */
  let saved = 0;
  /** Whether the mask at the bottom of the strokes is a draft, or what is in force. */
  let bottomIsDraft = false;
  let cut = null;

  function say(text, bad = false) {
    $("status").textContent = text;
    $("status").classList.toggle("bad", bad);
  }

  /** Asks the server; what it refuses is an Error with its sentence. */
  async function ask(method, path, body, type) {
    const answer = await fetch(path, { method, body, headers: type ? { "Content-Type": type } : {} });
    if (answer.status === 403) {
      throw new Error("The session has ended. Start 'bidsveil " + command + "' again and open its new address; what was saved is kept.");
    }
    const json = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
    if (!answer.ok) {
      const error = new Error(json ? json.sentence : "The server answered " + answer.status + ".");
      error.name = json ? json.name : "refused";
      throw error;
    }
    return json;
  }

  const isOpen = () => command === "open";
  const at = action => "/scans/" + current.number + "/" + action;
  const dirty = () => current !== null && past.length !== saved;

  // The list

  function matches(scan) {
    switch ($("filter").value) {
      case "open": return !scan.review || !scan.review.current;
      case "doubtful": return scan.status !== "pass" && scan.status !== "accepted";
      case "draft": return scan.draft;
      default: return true;
    }
  }

  /** Worst first; the order stays while one works through it. */
  let order = [];
  const listed = () => order.map(n => scans[n]).filter(matches);

  function decisionOf(scan) {
    if (!scan.review) { return "not decided"; }
    const word = scan.review.decision === "accept" ? "accepted" : "rejected";
    return scan.review.current ? word : word + ", but the scan has changed since";
  }

  function badge(word) {
    const made = document.createElement("span");
    made.className = "verdict " + word.replace(" ", "-");
    made.textContent = word;
    return made;
  }

  function showList() {
    const items = listed().map(scan => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(badge(scan.status), " " + scan.scan.split("/").pop().replace(/\.nii(\.gz)?$/, ""));
      const mark = document.createElement("span");
      mark.className = "mark";
      mark.textContent = [isOpen() ? "" : decisionOf(scan), scan.draft ? "draft" : ""].filter(Boolean).join(", ");
      button.append(mark);
      if (current && scan.number === current.number) { button.setAttribute("aria-current", "true"); }
      button.addEventListener("click", run(() => open(scan.number)));
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
    $("verdict").replaceChildren(badge(current.status));
    const reason = current.row.reason ?? "n/a";
    $("reason").textContent = reason === "n/a" ? "" : reason;
    $("numbers").replaceChildren(...columns.filter(column => (current.row[column.name] ?? "n/a") !== "n/a").map(column => {
      const line = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = column.title;
      head.title = column.text;
      const cell = document.createElement("td");
      const value = Number(current.row[column.name]);
      cell.textContent = (value >= 1000 ? Math.round(value).toLocaleString("en") : current.row[column.name]) + (column.unit ? " " + column.unit : "");
      const accepted = document.createElement("span");
      accepted.className = "accepted";
      accepted.textContent = column.accepted;
      cell.append(accepted);
      line.append(head, cell);
      return line;
    }));
    $("decision").textContent = decisionOf(current);
    $("accept").disabled = !current.acceptable;
    $("accept").title = current.acceptable ? "" : "The face is there: deface the scan or paint a mask and apply it first.";
    $("why").textContent = current.acceptable ? "" : "It cannot be accepted: " + (current.status === "missing" ? "the file is not there." : "the face is there. Paint a mask and apply it first.");
    $("discard").disabled = !current.draft;
    if (isOpen()) { showSaving(); }
    showHistory();
  }

  /** What can be saved of this image, and why not. */
  function showSaving() {
    $("saveDefaced").href = at("defaced");
    $("saveDefaced").setAttribute("aria-disabled", String(!current.defaced));
    $("saveRemoved").href = at("removed");
    $("saveBeside").hidden = current.folder === "";
    $("saveBeside").disabled = !current.defaced;
    $("saveBeside").title = current.folder;
    $("saveWhy").textContent = current.draft ? "What you painted is not in the image yet: apply it first." : whatToDo();
  }

  /** What a person can do about an image that was not defaced. */
  function whatToDo() {
    if (current.defaced) { return current.status === "review" ? "Defaced, but a number is doubtful: look at the head before you share it." : ""; }
    if (current.proposal) { return "Not defaced: a check refused the mask. It is shown in red: mend it, apply it, then save."; }
    return current.status === "fail" ? "Not defaced. Paint what must go ('cut' is quickest), apply it, then save."
      : "No face was found, so nothing was removed and there is nothing to save. If you see one, paint it and apply.";
  }

  function showHistory() {
    $("undo").disabled = past.length === 0;
    $("redo").disabled = future.length === 0;
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
      // As wide on voxels of 4 mm as on those of 1 mm.
      crosshairWidth: 2,
      crosshairWidthUnit: "mm",
      multiplanarLayout: niivue.MULTIPLANAR_TYPE.GRID,
      multiplanarShowRender: niivue.SHOW_RENDER.ALWAYS,
      loadingText: "",
    });
    await viewer.attachToCanvas(canvas);
    viewer.onLocationChange = () => { if (pressed) { brush(); } showPlace(); };
    const answer = await ask("GET", "/scans");
    scans = answer.scans;
    columns = answer.columns;
    command = answer.command;
    largest = answer.largest ?? 0;
    document.documentElement.dataset.command = command;
    document.title = $("command").textContent = "bidsveil " + command;
    order = scans.map(scan => scan.number);
    worstFirst();
    const wanted = new URLSearchParams(location.hash.slice(1)).get("scan");
    const byName = scans.find(scan => scan.scan === wanted || String(scan.number) === wanted);
    if (scans.length > 0) { await open(byName ? byName.number : order[0]); } else { say(isOpen() ? "Drop a NIfTI image on this page, or choose one." : "There is no scan in this dataset."); }
    document.documentElement.dataset.ready = "true";
    if (!isOpen()) { await lookAtAll(); }
  }

  function worstFirst() {
    order.sort((a, b) => ORDER.indexOf(scans[a].status) - ORDER.indexOf(scans[b].status) || a - b);
    showList();
  }

  /** The list is made of tables alone; what lies on the disk is looked at one by one, and what was restored or replaced moves up. */
  async function lookAtAll() {
    for (const scan of scans.slice()) {
      const found = await ask("GET", "/scans/" + scan.number + "/state");
      if (found.status === scans[scan.number].status) { continue; }
      renew(found);
      worstFirst();
    }
  }

  /** Sends an image to the server on this machine, which defaces it, and shows what came of it. */
  async function take(files) {
    if (files.length !== 1) { throw new Error("Drop one image at a time."); }
    const file = files[0];
    if (!/\.nii(\.gz)?$/i.test(file.name)) { throw new Error(file.name + " ends neither in .nii nor in .nii.gz. DICOM is converted first, for example by dcm2niix."); }
    if (file.size > largest) { throw new Error(file.name + " is too large for the memory of this bidsveil. Start 'bidsveil open' with more, --mem-mb, or use 'bidsveil deface'."); }
    await keep();
    const began = Date.now();
    const tell = () => say("Defacing " + file.name + " … " + Math.round((Date.now() - began) / 1000) + " s. It usually takes less than a minute.");
    tell();
    const clock = setInterval(tell, 1000);
    $("file").disabled = true;
    let scan;
    try {
      scan = await ask("POST", "/images?name=" + encodeURIComponent(file.name), file, "application/octet-stream");
    } finally {
      clearInterval(clock);
      $("file").disabled = false;
      $("file").value = "";
    }
    scans[scan.number] = scan;
    order.push(scan.number);
    await open(scan.number);
  }

  /** Keeps what cannot be saved from being saved, and says why. */
  async function saving(address, needsImage) {
    await keep();
    if (current?.draft) { say("What you painted is not in the image yet: apply it first (g), then save.", true); return; }
    if (!current || (needsImage && !current.defaced)) { say(current ? whatToDo() : "Drop an image first.", true); return; }
    const link = document.createElement("a");
    link.href = address;
    link.download = "";
    link.click();
    say("Saved by your browser, into its folder for downloads.");
  }

  async function saveBeside() {
    await keep();
    if (current.draft) { say("What you painted is not in the image yet: apply it first (g), then save.", true); return; }
    const answer = await ask("POST", at("saved"));
    say("Saved: " + answer.files.join(" and ") + ".");
  }

  async function open(number) {
    await keep();
    current = scans[number];
    choosePen("look");
    history.replaceState(null, "", "#scan=" + encodeURIComponent(current.scan));
    past = [];
    future = [];
    saved = 0;
    $("note").value = current.note;
    showFacts();
    showList();
    renew(await ask("GET", at("state")));
    $("image").value = current.status === "missing" ? "original" : "current";
    await load();
  }

  /** The image and, on it, the mask as it is being painted. */
  async function load() {
    document.documentElement.dataset.loaded = "";
    say("Loading …");
    try {
      await loadImage();
      const mask = await niivue.NVImage.loadFromUrl({ url: at("mask"), name: "mask.nii" });
      if (!viewer.loadDrawing(mask)) { throw new Error("The mask does not fit the scan."); }
      past = [];
      future = [];
      saved = 0;
      bottomIsDraft = current.draft;
      showHistory();
      show();
      showMask(current.draft || current.proposal || $("image").value === "original");
      say(current.draft ? "This is the saved draft; it is not applied." : current.proposal ? "No mask is in force. Shown is the proposal that was rejected: mend it and apply it." : isOpen() ? whatToDo() : "");
      document.documentElement.dataset.loaded = String(current.number);
    } catch (error) {
      say(error.message, true);
    }
  }

  async function loadImage() {
    viewer.closeDrawing();
    await viewer.loadVolumes([{ url: at($("image").value), name: "scan.nii" }]);
    // Seen from the front, its left on the right of the picture.
    viewer.setRenderAzimuthElevation(180, 5);
    zoom();
    clip();
    const image = viewer.volumes[0];
    for (const id of ["dark", "bright", "threshold"]) {
      $(id).min = image.robust_min;
      $(id).max = image.robust_max + (image.robust_max - image.robust_min) * 0.5;
      $(id).step = (image.robust_max - image.robust_min) / 200 || 1;
    }
    $("dark").value = image.cal_min;
    $("bright").value = image.cal_max;
    $("threshold").value = image.robust_min + (image.robust_max - image.robust_min) * 0.15;
    canvas.setAttribute("aria-label", canvas.dataset.label + " Shown: " + ($("image").value === "original" ? "the original." : "the scan as it is now."));
    $("shown").textContent = $("image").value === "original" ? "ORIGINAL, with its face" : "as it is now";
    $("shown").classList.toggle("bad", $("image").value === "original");
  }

  function show() {
    viewer.setSliceType(viewer["sliceType" + { multi: "Multiplanar", axial: "Axial", coronal: "Coronal", sagittal: "Sagittal", render: "Render" }[$("view").value]]);
    showPlace();
  }

  /** The other image below the same strokes. */
  async function changeImage() {
    const mask = viewer.drawBitmap?.slice();
    say("Loading …");
    await loadImage();
    if (mask) {
      viewer.createEmptyDrawing();
      viewer.drawBitmap.set(mask);
      viewer.refreshDrawing(true);
    }
    show();
    showMask(pen() !== "look" || $("image").value === "original" || dirty());
    say("");
    document.documentElement.dataset.image = $("image").value;
  }

  function zoom() {
    const scene = viewer.scene;
    const factor = Number($("zoom").value);
    const mm = viewer.frac2mm(scene.crosshairPos);
    viewer.setPan2Dxyzmm([-mm[0] * (1 - 1 / factor), -mm[1] * (1 - 1 / factor), -mm[2] * (1 - 1 / factor), factor].map((v, n) => (n < 3 ? v * factor : v)));
  }

  function clip() {
    const depth = Number($("clip").value);
    viewer.setClipPlane([depth >= 0.5 ? 2 : depth, 180, 0]);
  }

  function contrast() {
    const image = viewer.volumes[0];
    image.cal_min = Math.min(Number($("dark").value), Number($("bright").value) - 1e-6);
    image.cal_max = Number($("bright").value);
    viewer.updateGLVolume();
  }

  const AXES = ["x", "y", "z"];

  function showPlace() {
    if (!viewer.volumes.length) { return; }
    AXES.forEach((axis, n) => { $("slice-" + axis).value = viewer.scene.crosshairPos[n]; });
  }

  function slice(n) {
    viewer.scene.crosshairPos[n] = Number($("slice-" + AXES[n]).value);
    viewer.drawScene();
  }

  // Strokes

  const pen = () => document.querySelector("[name=pen]:checked").value;
  const sizes = () => viewer.back.dimsRAS.slice(1, 4);
  const spacing = () => viewer.back.pixDimsRAS.slice(1, 4).map(Math.abs);

  function set(v, value) {
    const before = viewer.drawBitmap[v];
    if (before !== value) {
      stroke ??= { voxels: [], before: [] };
      stroke.voxels.push(v);
      stroke.before.push(before);
      viewer.drawBitmap[v] = value;
    }
  }

  /** The slice below the pointer, 0 axial, 1 coronal, 2 sagittal; -1 elsewhere. */
  function planeAt(x, y) {
    const tile = viewer.tileIndex(x, y);
    return tile >= 0 && viewer.screenSlices[tile] ? viewer.screenSlices[tile].axCorSag : -1;
  }

  /** Which voxel axis a slice is across. */
  const ACROSS = [2, 1, 0];

  let plane = -1;

  /** From where the brush was to where it is, so that a quick hand leaves no gaps. */
  function brush() {
    if (!viewer.drawBitmap || (pen() !== "paint" && pen() !== "erase")) { return; }
    const here = viewer.frac2vox(viewer.scene.crosshairPos);
    const size = spacing();
    const from = last ?? here;
    const way = Math.hypot(...here.map((v, n) => (v - from[n]) * size[n]));
    const radius = Number($("size").value) / 2;
    const steps = Math.max(1, Math.ceil(way / Math.max(radius / 2, Math.min(...size))));
    for (let n = 1; n <= steps; n++) { dab(from.map((v, axis) => Math.round(v + (here[axis] - v) * n / steps)), radius); }
    last = here;
    viewer.refreshDrawing(true);
  }

  /** A ball of the pen's size around a voxel, in mm whatever the voxels' size, or its cut with the slice. */
  function dab(centre, radius) {
    const value = pen() === "paint" ? 1 : 0;
    const n = sizes();
    const size = spacing();
    const flat = $("shape").value === "disc" && plane >= 0 ? ACROSS[plane] : -1;
    const reach = size.map((s, axis) => (axis === flat ? 0 : Math.ceil(radius / s)));
    const limited = $("limit").checked;
    const least = Number($("threshold").value);
    const [lo, hi] = [centre.map((v, axis) => Math.max(0, v - reach[axis])), centre.map((v, axis) => Math.min(n[axis] - 1, v + reach[axis]))];
    for (let k = lo[2]; k <= hi[2]; k++) {
      for (let j = lo[1]; j <= hi[1]; j++) {
        for (let i = lo[0]; i <= hi[0]; i++) {
          const mm = Math.hypot((i - centre[0]) * size[0], (j - centre[1]) * size[1], (k - centre[2]) * size[2]);
          const own = i === centre[0] && j === centre[1] && k === centre[2];
          if ((mm <= radius || own) && (!limited || viewer.volumes[0].getValue(i, j, k) >= least)) {
            set(i + n[0] * (j + n[1] * k), value);
          }
        }
      }
    }
  }

  /** What the mask encloses in the slice around the cross. */
  function fill() {
    if (plane < 0) { plane = 0; }
    const n = sizes();
    const across = ACROSS[plane];
    const [a, b] = [0, 1, 2].filter(axis => axis !== across);
    const step = [1, n[0], n[0] * n[1]];
    const here = viewer.frac2vox(viewer.scene.crosshairPos).map(Math.round);
    const base = here[across] * step[across];
    const seen = new Uint8Array(n[a] * n[b]);
    const stack = [[here[a], here[b]]];
    const inside = [];
    if (viewer.drawBitmap[base + here[a] * step[a] + here[b] * step[b]]) { say("This is in the mask already."); return; }
    while (stack.length) {
      const [p, q] = stack.pop();
      if (p < 0 || q < 0 || p >= n[a] || q >= n[b]) { say("Not filled: the outline around it is not closed in this slice.", true); return; }
      if (seen[p + n[a] * q]) { continue; }
      seen[p + n[a] * q] = 1;
      const v = base + p * step[a] + q * step[b];
      if (viewer.drawBitmap[v]) { continue; }
      inside.push(v);
      stack.push([p - 1, q], [p + 1, q], [p, q - 1], [p, q + 1]);
    }
    inside.forEach(v => set(v, 1));
    endStroke();
  }

  /** All that lies in front of, or below, a line drawn in a slice, through the whole head. */
  function cutAway(from, to) {
    const n = sizes();
    const size = spacing();
    const across = ACROSS[plane];
    const [a, b] = [0, 1, 2].filter(axis => axis !== across);
    const direction = [(to[a] - from[a]) * size[a], (to[b] - from[b]) * size[b]];
    if (Math.hypot(...direction) < 5) { say("Draw a longer line: all that lies on its side of the face is added to the mask."); return; }
    let normal = [-direction[1], direction[0]];
    // Towards the front in sagittal and axial slices; downwards in coronal ones, and where the line runs from front to back.
    const towardsFront = plane === 2 ? normal[0] : plane === 0 ? normal[1] : -normal[1];
    if (towardsFront < 0 || (towardsFront === 0 && normal[1] > 0)) { normal = normal.map(v => -v); }
    for (let q = 0; q < n[b]; q++) {
      for (let p = 0; p < n[a]; p++) {
        if ((p - from[a]) * size[a] * normal[0] + (q - from[b]) * size[b] * normal[1] <= 0) { continue; }
        for (let r = 0; r < n[across]; r++) {
          const voxel = [];
          voxel[a] = p;
          voxel[b] = q;
          voxel[across] = r;
          set(voxel[0] + n[0] * (voxel[1] + n[1] * voxel[2]), 1);
        }
      }
    }
    endStroke();
  }

  /** What changed since the pen came down can be undone at once. */
  function endStroke() {
    last = null;
    if (!stroke) { return; }
    past.push({ voxels: Int32Array.from(stroke.voxels), before: Uint8Array.from(stroke.before) });
    stroke = null;
    future = [];
    if (saved >= past.length) { saved = -1; }
    let bytes = past.reduce((sum, one) => sum + 5 * one.voxels.length, 0);
    while (bytes > LARGEST_HISTORY && past.length > 1) {
      bytes -= 5 * past.shift().voxels.length;
      saved -= 1;
      bottomIsDraft = true;
    }
    viewer.refreshDrawing(true);
    changed();
  }

  /** Swaps what a stroke changed with what was there; the same again swaps it back. */
  function swap(one) {
    for (let n = 0; n < one.voxels.length; n++) {
      const v = one.voxels[n];
      const now = viewer.drawBitmap[v];
      viewer.drawBitmap[v] = one.before[n];
      one.before[n] = now;
    }
    viewer.refreshDrawing(true);
  }

  function undo() {
    if (stroke) { return; }
    const one = past.pop();
    if (!one) { say("There is nothing to undo: this is the mask as it was opened."); return; }
    swap(one);
    future.push(one);
    changed();
  }

  function redo() {
    if (stroke) { return; }
    const one = future.pop();
    if (!one) { say("There is nothing to redo."); return; }
    swap(one);
    past.push(one);
    changed();
  }

  function changed() {
    showHistory();
    document.documentElement.dataset.strokes = past.length;
    clearTimeout(timer);
    if (!dirty()) { say(past.length ? "Draft saved." : "As it was opened."); return; }
    say("Not saved yet.");
    timer = setTimeout(() => keep().catch(error => say(error.message, true)), AUTOSAVE_MS);
  }

  /** Keeps the mask as a draft, and the note. At the bottom of the strokes there is nothing to keep. */
  async function keep() {
    await keepNote();
    clearTimeout(timer);
    if (!dirty()) { return; }
    const scan = current;
    const strokes = past.length;
    if (strokes === 0 && !bottomIsDraft) {
      renew(await ask("DELETE", "/scans/" + scan.number + "/draft"));
      saved = 0;
      say("As it was opened: there is no draft.");
      return;
    }
    const bytes = await viewer.saveImage({ filename: "", isSaveDrawing: true, volumeByIndex: 0 });
    const before = saved;
    saved = strokes;
    try {
      renew(await ask("PUT", "/scans/" + scan.number + "/draft", bytes, "application/octet-stream"));
      if (past.length === strokes) { say("Draft saved. The scan is not changed before it is applied."); }
    } catch (error) {
      saved = before;
      throw error;
    }
  }

  async function keepNote() {
    clearTimeout(noteTimer);
    if (!current || isOpen() || $("note").value === current.note) { return; }
    const scan = current;
    const note = $("note").value;
    scan.note = note;
    await ask("PUT", "/scans/" + scan.number + "/note", JSON.stringify({ note }), "application/json");
  }

  async function discard() {
    clearTimeout(timer);
    past = [];
    future = [];
    saved = 0;
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
    await keep();
    if (!current.draft && !current.proposal) { say("There is nothing to apply: the mask was not changed."); return; }
    const yes = await confirmed("Apply this mask?", "The scan " + current.scan + " is made again from its original: every voxel in red is blanked, every other one gets its original value back.", "Apply");
    if (!yes) { return; }
    if (!current.draft) {
      const bytes = await viewer.saveImage({ filename: "", isSaveDrawing: true, volumeByIndex: 0 });
      renew(await ask("PUT", at("draft"), bytes, "application/octet-stream"));
    }
    await applied(false);
  }

  async function applied(despiteFindings) {
    say("Applying: the mask is measured and the scan made again …");
    try {
      renew(await ask("POST", at("apply"), JSON.stringify({ despiteFindings }), "application/json"));
    } catch (error) {
      if (error.name !== "check-failed") { throw error; }
      say("Not applied: " + error.message + ".", true);
      const yes = await confirmed("A check fails", "Measured on this mask: " + error.message + ". Nothing was changed. Apply it all the same? The verdict is then review, with these reasons.", "Apply all the same");
      if (yes) { await applied(true); }
      return;
    }
    $("image").value = "current";
    await load();
    say("Applied: verdict " + current.row.verdict + (current.row.reason === "n/a" ? "." : ", " + current.row.reason + "."));
  }

  async function decide(decision) {
    if (isOpen()) { return; }
    if (decision === "accept" && !current.acceptable) { say($("why").textContent, true); return; }
    await keep();
    const note = $("note").value;
    renew(await ask("POST", at("decision"), JSON.stringify({ decision, note }), "application/json"));
    const words = decision === "accept" ? "Accepted." : "Rejected: 'bidsveil check' will name this scan.";
    const rest = listed();
    const here = rest.findIndex(scan => scan.number === current.number);
    const next = [...rest.slice(here + 1), ...rest.slice(0, Math.max(0, here))].find(scan => !scan.review || !scan.review.current);
    if (next && decision === "accept") {
      await open(next.number);
      say(words + " This is the next one." + ($("status").textContent ? " " + $("status").textContent : ""));
    } else {
      say(next ? words : words + " Every scan of the list is decided.");
    }
  }

  function step(by) {
    const visible = listed();
    const here = visible.findIndex(scan => scan.number === current?.number);
    const next = visible[here + by];
    return next ? open(next.number) : say(by > 0 ? "This is the last scan of the list." : "This is the first scan of the list.");
  }

  function slide(id, by) {
    $(id).value = Number($(id).value) + by;
    $(id).dispatchEvent(new Event("input"));
  }

  /** Over a defaced head the mask only hides what is left: it is shown when it is worked on. */
  function showMask(shown) {
    $("mask").checked = shown;
    viewer.setDrawOpacity(shown ? $("opacity").value / 100 : 0);
  }

  function choosePen(value) {
    if (value !== "look" && viewer) { showMask(true); }
    document.querySelector("[name=pen][value=" + value + "]").checked = true;
    $("cursor").hidden = true;
    document.documentElement.dataset.pen = value;
  }

  function view(value) { $("view").value = value; show(); }

  /** Whatever goes wrong is said. */
  const run = action => event => Promise.resolve().then(() => action(event)).catch(error => say(error.message, true));

  const keys = {
    n: () => step(1), p: () => step(-1),
    l: () => choosePen("look"), b: () => choosePen("paint"), e: () => choosePen("erase"), f: () => choosePen("fill"), c: () => choosePen("cut"),
    "[": () => slide("size", -1), "]": () => slide("size", 1), d: () => { $("shape").value = $("shape").value === "ball" ? "disc" : "ball"; },
    "-": () => slide("opacity", -5), "+": () => slide("opacity", 5), "=": () => slide("opacity", 5),
    m: () => showMask(!$("mask").checked),
    z: undo, y: redo, s: keep, g: apply,
    1: () => view("multi"), 2: () => view("axial"), 3: () => view("coronal"), 4: () => view("sagittal"), 5: () => view("render"),
    o: () => { $("image").value = $("image").value === "original" ? "current" : "original"; return changeImage(); },
    a: () => decide("accept"), r: () => decide("reject"), t: () => $("note").focus(),
  };
  const onCanvas = {
    ArrowLeft: () => viewer.moveCrosshairInVox(-1, 0, 0), ArrowRight: () => viewer.moveCrosshairInVox(1, 0, 0),
    ArrowUp: () => viewer.moveCrosshairInVox(0, 0, 1), ArrowDown: () => viewer.moveCrosshairInVox(0, 0, -1),
    PageUp: () => viewer.moveCrosshairInVox(0, 1, 0), PageDown: () => viewer.moveCrosshairInVox(0, -1, 0),
    " ": () => {
      plane = -1;
      if (pen() === "fill") { fill(); return; }
      last = null;
      brush();
      endStroke();
    },
  };

  document.addEventListener("keydown", event => {
    const command = event.ctrlKey || event.metaKey;
    if (command && event.key.toLowerCase() === "z" && !event.target.matches("textarea")) {
      event.preventDefault();
      run(event.shiftKey ? redo : undo)();
      return;
    }
    if (command || event.altKey || $("ask").open || !current) { return; }
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

  // The pointer

  function position(event) {
    const box = canvas.getBoundingClientRect();
    const ratio = canvas.width / box.width;
    return [(event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio];
  }

  const voxelAt = (x, y) => {
    const frac = viewer.canvasPos2frac([x, y]);
    return frac[0] < 0 ? null : viewer.frac2vox(frac);
  };

  canvas.addEventListener("pointerdown", event => {
    if (!viewer || !viewer.drawBitmap) { return; }
    const [x, y] = position(event);
    plane = planeAt(x, y);
    const inSlice = viewer.inRenderTile(x, y) < 0 && $("view").value !== "render" && plane >= 0 && plane < 3;
    pressed = event.button === 0 && inSlice;
    last = null;
    if (pressed && pen() === "cut") {
      const from = voxelAt(x, y);
      cut = from ? { from, x: event.clientX, y: event.clientY } : null;
    }
    if (pressed && pen() === "fill") { setTimeout(run(fill)); }
  }, true);

  canvas.addEventListener("pointermove", event => {
    if (!viewer || !viewer.volumes.length) { return; }
    const [x, y] = position(event);
    if (pressed && planeAt(x, y) !== plane) { last = null; }
    showCursor(event, x, y);
  }, true);
  canvas.addEventListener("pointerleave", () => { $("cursor").hidden = true; });

  /** The brush as it would paint here, or the line that would cut. */
  function showCursor(event, x, y) {
    const cursor = $("cursor");
    const box = canvas.getBoundingClientRect();
    const paints = pen() === "paint" || pen() === "erase";
    if (cut && pressed) {
      const line = $("line");
      line.setAttribute("x1", cut.x - box.left);
      line.setAttribute("y1", cut.y - box.top);
      line.setAttribute("x2", event.clientX - box.left);
      line.setAttribute("y2", event.clientY - box.top);
      $("overlay").classList.add("cutting");
    }
    const here = planeAt(x, y);
    cursor.hidden = !paints || here < 0 || here > 2 || $("view").value === "render";
    if (cursor.hidden) { return; }
    const [one, other] = [viewer.canvasPos2frac([x, y]), viewer.canvasPos2frac([x + 20, y])];
    if (one[0] < 0 || other[0] < 0) { cursor.hidden = true; return; }
    const [p, q] = [viewer.frac2mm(one), viewer.frac2mm(other)];
    const pixels = 20 / Math.max(1e-6, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2])) * box.width / canvas.width;
    const across = Math.max(4, Number($("size").value) * pixels);
    cursor.style.width = cursor.style.height = across + "px";
    cursor.style.left = event.clientX - box.left - across / 2 + "px";
    cursor.style.top = event.clientY - box.top - across / 2 + "px";
  }

  canvas.addEventListener("wheel", event => {
    if (!event.shiftKey || pen() === "look") { return; }
    event.preventDefault();
    event.stopPropagation();
    slide("size", (event.deltaY || event.deltaX) < 0 ? 1 : -1);
  }, { capture: true, passive: false });

  window.addEventListener("pointerup", event => {
    const wasPressed = pressed;
    pressed = false;
    $("overlay").classList.remove("cutting");
    if (wasPressed && cut) {
      const to = voxelAt(...position(event));
      const from = cut.from;
      cut = null;
      if (to) { run(() => cutAway(from, to))(); }
    }
    setTimeout(endStroke);
  });
  window.addEventListener("beforeunload", event => { if (dirty()) { keep(); event.preventDefault(); } });
  document.addEventListener("visibilitychange", () => { if (document.hidden) { keep().catch(() => {}); } });

  $("filter").addEventListener("change", showList);
  $("view").addEventListener("change", show);
  $("image").addEventListener("change", run(changeImage));
  $("size").addEventListener("input", () => { $("sizeOut").textContent = $("size").value + " mm"; });
  $("opacity").addEventListener("input", () => showMask(true));
  $("mask").addEventListener("change", () => showMask($("mask").checked));
  $("zoom").addEventListener("input", zoom);
  $("clip").addEventListener("input", clip);
  $("dark").addEventListener("input", contrast);
  $("bright").addEventListener("input", contrast);
  AXES.forEach((axis, n) => $("slice-" + axis).addEventListener("input", () => slice(n)));
  document.querySelectorAll("[name=pen]").forEach(radio => radio.addEventListener("change", () => choosePen(radio.value)));
  $("note").addEventListener("input", () => {
    clearTimeout(noteTimer);
    noteTimer = setTimeout(() => keepNote().catch(error => say(error.message, true)), AUTOSAVE_MS);
  });
  for (const [id, action] of Object.entries({ undo, redo, save: keep, discard, apply, compare: keys.o, accept: () => decide("accept"), reject: () => decide("reject") })) {
    $(id).addEventListener("click", run(action));
  }
  // Dropping an image, anywhere on the page

  const carriesFiles = event => isOpen() && Array.from(event.dataTransfer?.types ?? []).includes("Files");
  document.addEventListener("dragover", event => {
    if (!carriesFiles(event)) { return; }
    event.preventDefault();
    document.body.classList.add("dropping");
  });
  document.addEventListener("dragleave", event => { if (!event.relatedTarget) { document.body.classList.remove("dropping"); } });
  document.addEventListener("drop", event => {
    document.body.classList.remove("dropping");
    if (!carriesFiles(event)) { return; }
    event.preventDefault();
    run(() => take(event.dataTransfer.files))();
  });
  $("file").addEventListener("change", run(() => take($("file").files)));
  for (const [id, needsImage] of [["saveDefaced", true], ["saveRemoved", false]]) {
    $(id).addEventListener("click", event => {
      event.preventDefault();
      run(() => saving($(id).href, needsImage))();
    });
  }
  $("saveBeside").addEventListener("click", run(saveBeside));
  // For tests and for who looks under the bonnet: the mask as it is painted now.
  window.bidsveilMask = () => viewer.drawBitmap;
  run(start)();
})();
