const place = document.getElementById("api");
SwaggerUIBundle({ domNode: place, url: place.dataset.description, deepLinking: true, validatorUrl: null });
