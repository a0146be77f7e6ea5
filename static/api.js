// The page of the API: Swagger UI, which reads the description and sends what is tried.
"use strict";

// Swagger UI has a dark form, and leaves it to the page to choose.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
function followScheme() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}
dark.addEventListener("change", followScheme);
followScheme();

const place = document.getElementById("api");
SwaggerUIBundle({ domNode: place, url: place.dataset.description, deepLinking: true });
