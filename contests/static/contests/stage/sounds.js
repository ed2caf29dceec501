// Sounds made here, by oscillators: no file is fetched. They are off until somebody turns them on,
// since browsers make no sound before a press and a hall has its own music.

const NOTES = {
  question: [[523, 0, 0.12], [659, 0.12, 0.12], [784, 0.24, 0.22]],
  open: [[880, 0, 0.18]],
  buzz: [[196, 0, 0.1], [392, 0.08, 0.3]],
  right: [[659, 0, 0.12], [784, 0.12, 0.12], [1047, 0.24, 0.4]],
  out: [[330, 0, 0.2], [247, 0.2, 0.45]],
  tick: [[1200, 0, 0.04]],
  end: [[440, 0, 0.5], [330, 0.25, 0.7]],
  podium: [[523, 0, 0.2], [659, 0.2, 0.2], [784, 0.4, 0.2], [1047, 0.6, 0.8]],
};

let context = null;
let isOn = false;

export function sound(name) {
  if (!isOn || !context) return;
  const start = context.currentTime + 0.02;
  NOTES[name].forEach(([pitch, after, lasts]) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    tone.type = "triangle";
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start + after);
    volume.gain.exponentialRampToValueAtTime(0.25, start + after + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + after + lasts);
    tone.connect(volume).connect(context.destination);
    tone.start(start + after);
    tone.stop(start + after + lasts + 0.05);
  });
}

export function soundButton(button) {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!button || !Context) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    isOn = !isOn;
    context = context || new Context();
    if (isOn) context.resume();
    button.setAttribute("aria-pressed", String(isOn));
    button.textContent = isOn ? button.dataset.off : button.dataset.on;
    sound("open");
  });
}
