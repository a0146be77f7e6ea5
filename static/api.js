// The page of the API: Swagger UI, which reads the description and sends what is tried.
"use strict";

const place = document.getElementById("api");
SwaggerUIBundle({ domNode: place, url: place.dataset.description, deepLinking: true });
