"use strict";
// Plays one track at a time, moves the line over its pictures, and answers keys.
let playing = null;

const audioOf = (track) => track.querySelector("audio");

function stop() {
  if (!playing) return;
  audioOf(playing).pause();
  playing.classList.remove("playing");
  playing = null;
}

function play(track, from = 0) {
  stop();
  playing = track;
  track.classList.add("playing");
  const audio = audioOf(track);
  const begin = () => { audio.currentTime = from; audio.play(); follow(track); };
  if (audio.readyState) begin();
  else { audio.addEventListener("loadedmetadata", begin, { once: true }); audio.load(); }
  audio.onended = () => { if (playing === track) stop(); };
}

function follow(track) {
  if (playing !== track) return;
  const audio = audioOf(track), strip = track.querySelector(".strip"), box = strip.parentElement;
  const x = audio.duration ? audio.currentTime / audio.duration * strip.clientWidth : 0;
  track.querySelector(".head").style.left = x + "px";
  if (x < box.scrollLeft || x > box.scrollLeft + box.clientWidth) box.scrollLeft = x - 20;
  requestAnimationFrame(() => follow(track));
}

function move(step) {
  const shown = [...document.querySelectorAll("article:not([hidden])")];
  const at = shown.indexOf(document.activeElement.closest("article"));
  const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "center" });
}

for (const track of document.querySelectorAll(".track")) {
  track.querySelector(".play").addEventListener("click", () => playing === track ? stop() : play(track));
  track.querySelector(".strip").addEventListener("click", (event) => {
    const audio = audioOf(track), strip = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - strip.left) / strip.width;
    const seek = () => play(track, share * audio.duration);
    if (audio.readyState) seek();
    else { audio.addEventListener("loadedmetadata", seek, { once: true }); audio.load(); }
  });
}

for (const box of document.querySelectorAll("input[data-voice]")) {
  box.addEventListener("change", () => {
    for (const article of document.querySelectorAll("article"))
      if (article.dataset.voice === box.dataset.voice) article.hidden = !box.checked;
  });
}

document.querySelector(".theme").addEventListener("click", () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = isDark ? "light" : "dark";
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input")) return;
  const article = document.activeElement.closest("article");
  if (event.key === "j" || event.key === "k") return move(event.key === "j" ? 1 : -1);
  if (event.key === "Escape") return stop();
  if (!article) return;
  const tracks = [...article.querySelectorAll(".track")];
  if ("123".includes(event.key) && tracks[event.key - 1]) return play(tracks[event.key - 1]);
  if (event.key === " " && !event.target.matches("button")) {
    event.preventDefault();
    if (playing && article.contains(playing)) stop(); else play(tracks[tracks.length - 1]);
  }
});
