// Runs inside a package's page, after the runtime library and before the page's own scripts. The page has
// no origin and sees nothing of the platform; it finds the SCORM API in its own window. State comes in by the
// window's name, which stays while the package turns its pages; every change goes out as a message.
(function () {
  "use strict";
  var outer = window.parent;
  var Runtime = window.ConcordScorm;
  delete window.ConcordScorm;
  if (!Runtime || window.top === window) return;
  var home = new URL(document.currentScript.src).origin;
  if (outer !== window.top) {
    tellNested();
    return;
  }
  var state = read();
  if (!state) return;
  var old = state.version === "1.2";
  var api = new Runtime({ autocommit: false, logLevel: 5 });
  var timer = null;

  try {
    window.parent = window; // some packages ask the window around them first, which is closed to them
  } catch (error) {
    // they look here next
  }
  load();
  if (state.running) api.lmsInitialize("");
  window[old ? "API" : "API_1484_11"] = api;
  listen(old ? "LMSInitialize" : "Initialize", function () { state.running = true; keep("start"); });
  listen(old ? "LMSSetValue" : "SetValue", function () { later(); });
  listen(old ? "LMSCommit" : "Commit", function () { keep("commit"); });
  listen(old ? "LMSFinish" : "Terminate", function () { state.running = false; keep("finish"); });
  window.addEventListener("pagehide", function () { if (timer) keep("commit"); });

  function read() {
    try {
      var found = JSON.parse(window.name);
      return found && found.concord === 1 ? found : null;
    } catch (error) {
      return null;
    }
  }

  function load() {
    Object.keys(state.cmi).sort(byPlace).forEach(function (name) {
      var one = {};
      one[name] = state.cmi[name];
      try {
        api.loadFromFlattenedJSON(one);
      } catch (error) {
        // a value that the library will not take is left out
      }
    });
  }

  // "interactions.0.id" before the other fields of 0, and 2 before 10
  function byPlace(a, b) {
    function padded(name) {
      return name.replace(/\d+/g, function (n) { return ("00000" + n).slice(-6); }).replace(/\.id$/, ".!").replace(/\.type$/, ".!!");
    }
    return padded(a) < padded(b) ? -1 : 1;
  }

  function listen(name, act) {
    api.on(name, act);
  }

  function later() {
    if (!timer) timer = setTimeout(keep, 1000, "change");
  }

  function keep(what) {
    clearTimeout(timer);
    timer = null;
    state.cmi = flat(api.renderCommitCMI(what === "finish", true), "", {});
    window.name = JSON.stringify(state);
    outer.postMessage({ concord: "package", item: state.item, what: what, cmi: state.cmi }, home);
  }

  function flat(value, name, into) {
    if (value !== null && typeof value === "object") {
      Object.keys(value).forEach(function (key) { flat(value[key], name ? name + "." + key : key, into); });
    } else if (value !== "" && value !== null && value !== undefined) {
      into[name] = String(value);
    }
    return into;
  }

  function tellNested() {
    ["API", "API_1484_11"].forEach(function (name) {
      Object.defineProperty(window, name, {
        configurable: true,
        get: function () {
          window.top.postMessage({ concord: "package", what: "nested" }, home);
          return null;
        },
      });
    });
  }
})();
