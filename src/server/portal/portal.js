// Makes the status page live: when the server says that something is new, the
// page is fetched again and its status replaced, and the news is spoken.
// Everything works without this.
"use strict";
(function () {
  var status = document.getElementById("status");
  var spoken = document.getElementById("spoken");
  if (!status || !spoken || !window.EventSource || !window.DOMParser) return;

  function openNotices() {
    return Array.prototype.map.call(status.querySelectorAll("details[open]"), function (part) { return part.id; });
  }

  function refresh(say) {
    // Looking again by itself is not use: only a person keeps the page open.
    return fetch(location.pathname + location.search + (location.search ? "&" : "?") + "live=1", { credentials: "same-origin", cache: "no-store" }).then(function (answer) {
      if (answer.redirected || !answer.ok) { location.reload(); return null; }
      return answer.text();
    }).then(function (text) {
      if (text === null) return;
      var fresh = new DOMParser().parseFromString(text, "text/html").getElementById("status");
      if (!fresh) return;
      var open = openNotices();
      var focused = document.activeElement && status.contains(document.activeElement) ? document.activeElement.id : "";
      fresh = document.importNode(fresh, true);
      // A file that was chosen and not sent yet stays chosen.
      status.querySelectorAll("input[type=file]").forEach(function (old) {
        var same = old.files.length > 0 && fresh.querySelector("#" + CSS.escape(old.id));
        if (same) same.replaceWith(old);
      });
      open.forEach(function (id) { var part = id && fresh.querySelector("#" + CSS.escape(id)); if (part) part.open = true; });
      status.replaceWith(fresh);
      status = fresh;
      if (focused && document.getElementById(focused)) document.getElementById(focused).focus();
      if (say) spoken.textContent = say;
    });
  }

  var source = new EventSource(status.dataset.stream);
  source.addEventListener("update", function (event) {
    refresh(JSON.parse(event.data).text);
  });
  // After an interruption the page may have missed something that is not an update.
  var broken = false;
  source.onerror = function () {
    broken = true;
    // Refused, not interrupted: the pass is over, and the page asks for the code again.
    if (source.readyState === EventSource.CLOSED) location.replace(location.pathname + "?live=1");
  };
  source.onopen = function () { if (broken) { broken = false; refresh(""); } };
})();
