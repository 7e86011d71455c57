package paths

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"approdo/app/cases"
	"approdo/app/desks"
	"approdo/app/fault"
	"approdo/app/web"
)

// signingFields record what happened on paper.
func signingFields(r *web.Request, f *web.Form, d *cases.Document, person string) []web.Field {
	if f.Get("to") == "" {
		f.Set("to", cases.Signed)
		f.Set("on", desks.InItaly(r.Now).String())
		f.Set("signer", person)
	}
	var states []web.Option
	for _, to := range []string{cases.Signed, cases.Refused, cases.Unsigned} {
		if d.May(to) {
			states = append(states, web.Option{Value: to, Label: r.T("cases.document.state." + to)})
		}
	}
	return []web.Field{
		f.Bind(web.Field{Name: "to", Type: "select", Label: r.T("cases.document.to"), Options: states, Required: true}),
		f.Bind(web.Field{Name: "on", Type: "date", Label: r.T("cases.document.on"), Required: true}),
		f.Bind(web.Field{Name: "signer", Label: r.T("cases.document.signer"), Hint: r.T("cases.document.signer.hint"), Max: cases.MaxName, Either: true, Autocomplete: "off"}),
		f.Bind(web.Field{Name: "reason", Label: r.T("cases.document.reason"), Hint: r.T("cases.document.reason.hint"), Max: cases.MaxReason, Either: true, Autocomplete: "off"}),
		scanField(r, f, "scans", false),
	}
}

func (s *Screens) decideDocument(c *fiber.Ctx, kind string) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	in := cases.Decision{Version: int(f.Int64("version")), Revision: int(f.Int64("revision")), To: f.Get("to"), Signer: f.Get("signer"), Reason: f.Get("reason")}
	if day, err := desks.ParseDate(f.Get("on")); err == nil {
		in.On = day
	}
	scans, at := sentScans(c, "scans"), cases.Ref{CaseID: id, Kind: kind, Version: in.Version}
	err = cases.DecideOnPaper(c.UserContext(), s.db.Web, s.web.Vault(), r.Actor, at, in, scans, r.Now)
	if f.Fail(r, err) {
		if len(scans) > 0 { // a browser never sends a chosen file twice by itself
			f.FailField("scans", r.T("cases.scan.again"))
		}
		return s.renderDocument(c, kind, in.Version, f, s.web.RenderInvalid)
	}
	back := path(id, documentPath(kind)) + "?versione=" + strconv.Itoa(in.Version)
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
		return web.SeeOther(c, back)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", "cases.document.decided")
	return web.SeeOther(c, back)
}
