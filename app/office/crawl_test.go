package office_test

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/net/html"

	"approdo/app/web"
	"approdo/app/web/webtest"
)

// maxOfOne is how many addresses of one route a crawl opens.
const maxOfOne = 12

// door is an address somebody found, for a change with what its form holds untouched.
type door struct {
	address string
	form    url.Values
}

// crawl is what somebody finds in the office by following every link and looking at
// every form: doors by route ("GET /ufficio/persone/:id").
type crawl struct {
	routes []web.Route
	// desk is the id of the one whose doors count where an address or a form names one.
	desk  string
	found map[string][]door
}

// routeKey is how the tests here name a route.
func routeKey(r web.Route) string { return r.Method + " " + r.Path }

// routeOf is the route that answers an address: one without parameters goes before one
// with them, as it does in the program.
func (c *crawl) routeOf(method, path string) (found web.Route, ok bool) {
	for _, r := range c.routes {
		if r.Method == method && fiber.RoutePatternMatch(path, r.Path) {
			if !strings.Contains(r.Path, ":") {
				return r, true
			}
			if !ok {
				found, ok = r, true
			}
		}
	}
	return found, ok
}

// add notes a door; true where it is a page worth opening.
func (c *crawl) add(method, address string, form url.Values) bool {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || !officeRoute(u.Path) {
		return false
	}
	r, ok := c.routeOf(method, u.Path)
	if named := cmp.Or(u.Query().Get("sportello"), form.Get("sportello"), c.desk); !ok || named != c.desk {
		return false
	}
	key, to := routeKey(r), u.RequestURI()
	same := func(d door) bool { return d.address == to && fields(d.form) == fields(form) }
	if slices.ContainsFunc(c.found[key], same) {
		return method == http.MethodGet
	}
	if len(c.found[key]) >= maxOfOne {
		return false
	}
	c.found[key] = append(c.found[key], door{to, form})
	return method == http.MethodGet
}

// fields are a form's names, with the ids it holds.
func fields(form url.Values) string {
	var all []string
	for name, values := range form {
		if _, err := strconv.Atoi(values[0]); err == nil {
			name += "=" + values[0]
		}
		all = append(all, name)
	}
	slices.Sort(all)
	return strings.Join(all, "&")
}

// follow opens what can be reached from the front page of the office.
func (c *crawl) follow(b *webtest.Browser) {
	open := []string{"/ufficio"}
	seen := map[string]bool{}
	for len(open) > 0 {
		from := open[0]
		open = open[1:]
		if seen[from] {
			continue
		}
		seen[from] = true
		p := b.Get(from)
		for range 5 { // a page that took too long on a busy machine is asked again: its links count
			if p.Status != http.StatusServiceUnavailable && p.Status != http.StatusGatewayTimeout || strings.HasSuffix(from, "/pdf") {
				break
			}
			p = b.Get(from)
		}
		if p.Status == http.StatusInternalServerError {
			p.Want(http.StatusOK)
		}
		if p.Status == http.StatusSeeOther {
			open = append(open, p.Header.Get("Location"))
		}
		if p.Root == nil {
			continue
		}
		for _, a := range p.All("a") {
			if to := resolve(from, webtest.Attr(a, "href")); c.add(http.MethodGet, to, nil) {
				open = append(open, to)
			}
		}
		for _, f := range p.All("form") {
			open = append(open, c.forms(from, f)...)
		}
	}
}

// forms notes where a form and its buttons lead, and gives the pages among them.
func (c *crawl) forms(from string, f *html.Node) (open []string) {
	values := webtest.FormValues(f)
	to := resolve(from, webtest.Attr(f, "action"))
	if !strings.EqualFold(webtest.Attr(f, "method"), http.MethodPost) {
		if c.add(http.MethodGet, to, nil) {
			open = append(open, to)
		}
		return open
	}
	delete(values, "_csrf")
	c.add(http.MethodPost, to, values)
	for n := range f.Descendants() {
		if n.Data != "button" {
			continue
		}
		pressed, action := maps.Clone(values), to
		if name := webtest.Attr(n, "name"); name != "" {
			pressed.Set(name, webtest.Attr(n, "value"))
		}
		if elsewhere := webtest.Attr(n, "formaction"); elsewhere != "" {
			action = resolve(from, elsewhere)
		}
		c.add(http.MethodPost, action, pressed)
	}
	return open
}

// resolve is where a link of a page leads; links that leave the program stay as they are.
func resolve(from, to string) string {
	base, err := url.Parse(from)
	if err != nil {
		return to
	}
	u, err := base.Parse(to)
	if err != nil {
		return to
	}
	u.Fragment = ""
	return u.String()
}
