// Matches renderings of defaced heads with those of whole heads by a face recogniser.
// node recognise.mjs PICTURES [PEOPLE FOR THE SSD DETECTOR]: writes descriptors.json and detected.json there. See README.md.
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const require = createRequire(path.resolve("package.json"));
const tf = require("@tensorflow/tfjs-core");
const wasm = require("@tensorflow/tfjs-backend-wasm");
const faceapi = require("@vladmandic/face-api/dist/face-api.node-wasm.js");
const { PNG } = require("pngjs");

const pictures = process.argv[2];
const modules = path.resolve("node_modules");
wasm.setWasmPaths(path.join(modules, "@tensorflow/tfjs-backend-wasm/dist/"));
await faceapi.tf.setBackend("wasm");
await faceapi.tf.ready();
const models = path.join(modules, "@vladmandic/face-api/model");
await faceapi.nets.ssdMobilenetv1.loadFromDisk(models);
await faceapi.nets.tinyFaceDetector.loadFromDisk(models);
await faceapi.nets.faceRecognitionNet.loadFromDisk(models);

const names = fs.readFileSync(path.join(pictures, "heads.tsv"), "utf8").trim().split("\n").map(line => line.split("\t")[0]);
const variants = ["gallery", "original", "template", "refaced", "quickshear", "shaved", "probability", "scalp", "keep-ears"];

/** Where the face is in each picture, when the attacker is told: the cameras look at its middle. */
const KNOWN = { x: 0.2, y: 0.25, width: 0.6, height: 0.62 };

/** The SSD detector takes its time: it is asked about the first so many people. */
const DETECTED = Number(process.argv[3] ?? 40);

function tensor(file) {
  const png = PNG.sync.read(fs.readFileSync(file));
  const rgb = new Uint8Array(png.width * png.height * 3);
  for (let p = 0; p < png.width * png.height; p++) {
    for (let c = 0; c < 3; c++) rgb[3 * p + c] = png.data[4 * p + c];
  }
  return faceapi.tf.tensor3d(rgb, [png.height, png.width, 3], "int32");
}

async function describe(image, box) {
  const [height, width] = image.shape;
  const y = Math.max(0, Math.round(box.y)), x = Math.max(0, Math.round(box.x));
  const h = Math.max(1, Math.min(height - y, Math.round(box.height)));
  const w = Math.max(1, Math.min(width - x, Math.round(box.width)));
  const crop = faceapi.tf.slice(image, [y, x, 0], [h, w, 3]);
  const descriptor = await faceapi.computeFaceDescriptor(crop);
  crop.dispose();
  return Array.from(descriptor, value => +value.toFixed(5));
}

/** How sure a detector is of the face that it is surest of; 0 where it finds none. */
async function surest(image, options) {
  const found = await faceapi.detectAllFaces(image, options);
  return found.reduce((most, face) => Math.max(most, +face.score.toFixed(3)), 0);
}

const result = {};
const scores = {};
for (const variant of variants) {
  result[variant] = {};
  scores[variant] = {};
  for (const [n, name] of names.entries()) {
    result[variant][name] = [];
    for (const end of variant === "gallery" ? [""] : [".0", ".1"]) {
      const image = tensor(path.join(pictures, variant, name + end + ".png"));
      const [height, width] = image.shape;
      const known = { x: KNOWN.x * width, y: KNOWN.y * height, width: KNOWN.width * width, height: KNOWN.height * height };
      result[variant][name].push({ known: await describe(image, known) });
      image.dispose();
    }
    if (variant !== "gallery") {
      const front = tensor(path.join(pictures, variant, name + ".front.png"));
      const tiny = new faceapi.TinyFaceDetectorOptions({ inputSize: 224, scoreThreshold: 0.02 });
      scores[variant][name] = { tiny: await surest(front, tiny) };
      if (n < DETECTED) {
        const ssd = new faceapi.SsdMobilenetv1Options({ minConfidence: 0.02, maxResults: 5 });
        scores[variant][name].ssd = await surest(front, ssd);
      }
      front.dispose();
    }
  }
  console.log(variant);
  fs.writeFileSync(path.join(pictures, "descriptors.json"), JSON.stringify(result));
  fs.writeFileSync(path.join(pictures, "detected.json"), JSON.stringify(scores));
}
