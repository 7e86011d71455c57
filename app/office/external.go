package office

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/appointments"
	"approdo/app/appointments/outside"
	"approdo/app/fault"
	"approdo/app/web"
)

// externalRoutes adds the calendar elsewhere of who receives.
func (s *Screens) externalRoutes() {
	s.web.Get("/ufficio/profilo/impegni", web.SignedIn, s.showExternal)
	s.web.Post("/ufficio/profilo/impegni", web.SignedIn, s.setExternal)
	s.web.Post("/ufficio/profilo/impegni/eliminazione", web.SignedIn, s.dropExternal)
}

// ExternalPage is the calendar elsewhere of an operator; its address is never shown again.
type ExternalPage struct {
	web.Page
	// Operator is "" for an account that receives nobody.
	Operator, Host string
	Read           time.Time
	WasRead        bool
	FailedSince    time.Time
	// Trouble is a sentence, "" while all is well.
	Trouble      string
	Conflicts    []conflictRow
	Address      web.Field
	Errors       []web.FieldError
	Action, Drop string
}

type conflictRow struct{ URL, When, Who, What string }

// external is what reading calendars elsewhere needs.
func (s *Screens) external() appointments.ExternalOptions {
	return appointments.ExternalOptions{Signer: s.gate.Signer, Fetcher: outside.New(s.gate.Development())}
}

func (s *Screens) showExternal(c *fiber.Ctx) error {
	page, err := s.externalPage(c, web.NewForm())
	if err != nil {
		return err
	}
	return s.web.Render(c, "office/external", page)
}

func (s *Screens) externalPage(c *fiber.Ctx, f *web.Form) (*ExternalPage, error) {
	r, ctx := web.Of(c), c.UserContext()
	p := &ExternalPage{Action: r.URL("/ufficio/profilo/impegni"), Drop: r.URL("/ufficio/profilo/impegni/eliminazione"), Errors: f.Errors()}
	p.Title = r.T("office.external.title")
	p.Crumbs = []web.Crumb{{Label: r.T("office.profile.title"), URL: r.URL("/ufficio/profilo")}, {Label: p.Title}}
	p.Address = f.Bind(web.Field{Name: "address", Type: "url", Label: r.T("office.external.address"), Hint: r.T("office.external.address.hint"),
		Max: outside.MaxAddress, Required: true, Autocomplete: "off"})
	operator, x, err := appointments.FindExternal(ctx, s.db.Web, r.Actor)
	if fault.Is(err, fault.NotFound) {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	p.Operator = operator.Name
	if x == nil {
		return p, nil
	}
	p.state(r, x)
	conflicts, err := appointments.Conflicts(ctx, s.db.Web, r.Actor, r.Now)
	for i := range conflicts {
		a := &conflicts[i]
		p.Conflicts = append(p.Conflicts, conflictRow{r.URL(fmt.Sprintf("/ufficio/appuntamenti/%d", a.ID)), r.L.DateTime(a.Start()), a.Name, r.L.Plain(a.Area.Name)})
	}
	return p, err
}

func (p *ExternalPage) state(r *web.Request, x *appointments.External) {
	p.Host = x.Host
	if x.ReadAt != nil {
		p.WasRead, p.Read = true, x.ReadAt.In(web.Rome())
	}
	if x.FailedSince != nil {
		p.FailedSince, p.Trouble = x.FailedSince.In(web.Rome()), r.T("office.external.trouble."+x.Trouble)
	}
}

func (s *Screens) setExternal(c *fiber.Ctx) error {
	r, f := web.Of(c), web.ReadForm(c)
	err := s.external().SetExternal(c.UserContext(), s.db.Web, r.Actor, f.Get("address"), r.Now)
	if f.Fail(r, err) {
		page, err := s.externalPage(c, f)
		if err != nil {
			return err
		}
		return s.web.RenderInvalid(c, "office/external", page)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.external.saved")
	return web.SeeOther(c, "/ufficio/profilo/impegni")
}

func (s *Screens) dropExternal(c *fiber.Ctx) error {
	r := web.Of(c)
	if err := appointments.DropExternal(c.UserContext(), s.db.Web, r.Actor, r.Now); err != nil {
		return err
	}
	s.web.Flash(c, "success", "office.external.dropped")
	return web.SeeOther(c, "/ufficio/profilo/impegni")
}
