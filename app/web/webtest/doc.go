// Package webtest is the browser of the handler tests: the real shell with the
// real views and a PostgreSQL of its own, answered by app.Test without a network.
// It keeps cookies, reads pages as HTML and posts forms as they stand on the page,
// hidden fields and CSRF token included.
package webtest
