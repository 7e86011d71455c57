package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
)

// Guard says who may pass; it stands on every route's line and cannot be left out.
type Guard struct {
	name  string
	check func(r *Request) error
}

// Public lets everybody pass.
var Public = Guard{"public", func(*Request) error { return nil }}

// Citizen lets a person pass who proved an e-mail address, or who they are, with link and
// code.
var Citizen = Guard{"citizen", func(r *Request) error {
	if r.Actor.Email == "" && r.Actor.PersonID == 0 {
		return fault.New(fault.Unauthenticated, "area.signin.needed")
	}
	return nil
}}

// Own lets a citizen pass who proved to be one person, to what is theirs. An address
// alone is not enough: couples share it.
var Own = Guard{"own", func(r *Request) error {
	if r.Actor.PersonID == 0 {
		return fault.New(fault.Unauthenticated, "area.signin.needed")
	}
	return nil
}}

// SignedIn lets every back-office account pass that has finished signing in.
var SignedIn = May(auth.OfficeEnter)

// May lets accounts pass that hold the permission. Nobody signed in is sent to
// the sign-in page; a known account without it gets 403.
func May(p auth.Permission) Guard {
	return Guard{string(p), func(r *Request) error {
		if !r.Actor.SignedIn() {
			return fault.New(fault.Unauthenticated, "office.signin.needed")
		}
		if !r.Actor.May(p) {
			return fault.New(fault.Forbidden, "error.403.title")
		}
		return nil
	}}
}

// Router registers routes under a guard and remembers them for the house tests.
type Router struct {
	app     *fiber.App
	routes  []Route
	byLink  []string
	uploads []string
	parts   []string
}

// PostByLink registers a change that a mail program makes by itself (RFC 8058): it has
// no session, so the token in the address alone proves it, and no form's token is asked.
func (r *Router) PostByLink(path string, g Guard, h fiber.Handler) {
	r.byLink = append(r.byLink, path)
	r.add(fiber.MethodPost, path, g, h)
}

// provedByLink reports whether a path takes changes without a form's token.
func (r *Router) provedByLink(path string) bool {
	return slices.ContainsFunc(r.byLink, func(pattern string) bool { return fiber.RoutePatternMatch(path, pattern) })
}

// PostFile registers a change that takes a file: its body may be larger than a form's.
func (r *Router) PostFile(path string, g Guard, h fiber.Handler) {
	r.uploads = append(r.uploads, path)
	r.add(fiber.MethodPost, path, g, h)
}

// postPart registers a change whose body is a part of a file.
func (r *Router) postPart(path string, g Guard, h fiber.Handler) {
	r.parts = append(r.parts, path)
	r.add(fiber.MethodPost, path, g, h)
}

// takesPart reports whether a path takes a part of a file.
func (r *Router) takesPart(path string) bool {
	return slices.ContainsFunc(r.parts, func(pattern string) bool { return fiber.RoutePatternMatch(path, pattern) })
}

// takesFile reports whether a path takes a file.
func (r *Router) takesFile(path string) bool {
	return slices.ContainsFunc(r.uploads, func(pattern string) bool { return fiber.RoutePatternMatch(path, pattern) })
}

// Route is one registered line: method, pattern, the guard's name and whether a
// larger body than usual is allowed.
type Route struct{ Method, Path, Guard string }

// Routes lists every registered line.
func (r *Router) Routes() []Route { return r.routes }

// Get registers a page. It answers HEAD as well.
func (r *Router) Get(path string, g Guard, h fiber.Handler) { r.add(fiber.MethodGet, path, g, h) }

// Post registers a change.
func (r *Router) Post(path string, g Guard, h fiber.Handler) { r.add(fiber.MethodPost, path, g, h) }

func (r *Router) add(method, path string, g Guard, h fiber.Handler) {
	r.routes = append(r.routes, Route{method, path, g.name})
	guarded := func(c *fiber.Ctx) error {
		if err := g.check(Of(c)); err != nil {
			return err
		}
		return h(c)
	}
	if method == fiber.MethodGet {
		r.app.Head(path, guarded)
	}
	r.app.Add(method, path, guarded)
}
