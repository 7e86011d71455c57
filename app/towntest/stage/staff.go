package stage

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/uptrace/bun/dialect/pgdialect"

	"approdo/app/auth"
	"approdo/app/desks"
	"approdo/app/services"
)

// Desk opens a desk without hours.
func (h *Stage) Desk(kind desks.Kind) (id int64) {
	h.Helper()
	h.desks++
	h.Must(h.DB.NewRaw(`WITH site AS (INSERT INTO sites (slug, name, body, city) VALUES ('town', 'S', 'B', 'C')
			ON CONFLICT (slug) DO UPDATE SET name = EXCLUDED.name RETURNING id)
		INSERT INTO desks (site_id, kind, slug, name) SELECT id, ?, ?, '{"it":"D"}' FROM site RETURNING id`,
		kind, fmt.Sprint("town-", h.desks)).Scan(h.Ctx, &id))
	return id
}

// Demo is the demonstration's desks: Desk, the Orientation Desk, has two operators on
// Tuesday 9:30–13:00 and Thursday 15:00–18:30; Tore, an information desk, one on Monday
// and Tuesday 10–12.
type Demo struct {
	*desks.Demo
	Desk, Tore *desks.Desk
	Ops        []desks.Operator // of Desk
	Area       *services.Area   // the welcome, which both give
}

// Demo opens the desks of the demonstration, with their hours and operators, and the
// service areas they work in.
func (h *Stage) Demo() (d Demo) {
	h.Helper()
	h.Must(services.LoadAreas(h.Ctx, h.DB))
	var err error
	d.Demo, err = desks.SeedDemo(h.Ctx, h.DB, h.Now)
	h.Must(err)
	d.Desk, err = desks.FindBySlug(h.Ctx, h.DB, "orientation-desk")
	h.Must(err)
	d.Tore, err = desks.FindBySlug(h.Ctx, h.DB, "torre-civica-informativo")
	h.Must(err)
	d.Ops, err = desks.Operators(h.Ctx, h.DB, d.Desk.ID)
	h.Must(err)
	d.Area, err = services.FindBySlug(h.Ctx, h.DB, "accoglienza-e-ascolto")
	h.Must(err)
	return d
}

// Actor opens the account of somebody who works at the desks: "Anna" is Anna Prova,
// anna@demo.example.
func (h *Stage) Actor(name string, role auth.Role, deskIDs ...int64) auth.Actor {
	h.Helper()
	a := auth.Actor{Roles: []auth.Role{role}, DeskIDs: deskIDs}
	email := strings.ToLower(name) + "@demo.example"
	handle := sha256.Sum256([]byte(email))
	h.Must(h.DB.NewRaw(`INSERT INTO users (email, name, roles, desk_ids, demo, handle, created_at, created_by)
		VALUES (?, ?, ?, ?, true, ?, ?, 'program:test') RETURNING id`,
		email, name+" Prova", pgdialect.Array(a.Roles), pgdialect.Array(append([]int64{}, deskIDs...)), handle[:], h.Now).Scan(h.Ctx, &a.UserID))
	h.accounts[strings.ToLower(name)] = a
	return a
}

// Account is who Actor opened, by the name in the address: "anna".
func (h *Stage) Account(name string) auth.Actor {
	h.Helper()
	a, ok := h.accounts[name]
	if !ok {
		h.Fatalf("nobody is called %s here", name)
	}
	return a
}
