// Reads QR codes from camera and pictures: by the browser's own reader where it has one, else by jsQR.
import jsQR from "../vendor/jsqr.js";

const LARGEST_EDGE = 1600;

/** The text of the QR code in a picture, null where none is found. */
export async function readPicture(source, width, height) {
  return (await byBrowser(source)) ?? byScript(source, width, height);
}

async function byBrowser(source) {
  if (!("BarcodeDetector" in globalThis)) return null;
  try {
    const [found] = await new BarcodeDetector({ formats: ["qr_code"] }).detect(source);
    return found?.rawValue || null;
  } catch (error) {
    return null;
  }
}

function byScript(source, width, height) {
  for (const edge of [LARGEST_EDGE, LARGEST_EDGE / 2, LARGEST_EDGE * 1.4]) {
    const scale = Math.min(edge / Math.max(width, height), 4);
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    const paper = canvas.getContext("2d", { willReadFrequently: true });
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(source, 0, 0, canvas.width, canvas.height);
    const { data } = paper.getImageData(0, 0, canvas.width, canvas.height);
    const found = jsQR(data, canvas.width, canvas.height);
    if (found?.data) return found.data;
  }
  return null;
}

/** The text of the QR code in an image file, null where none is found. */
export async function readImageFile(file) {
  try {
    const picture = await createImageBitmap(file);
    return await readPicture(picture, picture.width, picture.height);
  } catch (error) {
    return null;
  }
}

/** Show the camera in `video` and call `found` with the first code; returns a function that stops. */
export async function watch(video, found) {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
  video.srcObject = stream;
  await video.play();
  let live = true;
  const stop = () => {
    live = false;
    stream.getTracks().forEach((track) => track.stop());
    video.srcObject = null;
  };
  const look = async () => {
    if (!live) return;
    const text = video.videoWidth && (await readPicture(video, video.videoWidth, video.videoHeight));
    if (!live) return;
    if (text) {
      stop();
      found(text);
    } else {
      setTimeout(look, 250);
    }
  };
  look();
  return stop;
}

export const hasCamera = () => Boolean(navigator.mediaDevices?.getUserMedia);
