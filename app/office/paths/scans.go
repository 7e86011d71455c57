package paths

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/fault"
	"approdo/app/web"
)

// scanRoutes are those of the scans of a version of one kind of document.
func (s *Screens) scanRoutes(base, kind string) {
	s.web.PostFile(base+"/fogli", web.May(auth.CasesManage), ofKind(kind, s.addScans))
	s.web.Get(base+"/fogli/:file", web.May(auth.CasesRead), ofKind(kind, s.takeScan))
	s.web.Post(base+"/fogli/:file/rimozione", web.May(auth.CasesManage), ofKind(kind, s.removeScan))
}

// ScanPanel is the list of the scans of a version.
type ScanPanel struct {
	Rows []ScanRow
	// Action is where more are sent, "" for who may not.
	Action, CSRF, Version string
	Field                 web.Field
}

// ScanRow is one scan; Removed says who took it away, when and why.
type ScanRow struct {
	URL, Name, About, Removed string
	// Action is where it is taken away, "" for who may not or where it is gone.
	Action, Number string
	Why            web.Field
}

// moreScans is the field of the panel: the form that records a signature has its own.
const moreScans = "more"

// addScansOf fills the panel of a decided version.
func (s *Screens) addScansOf(c *fiber.Ctx, p *DocumentPage, d *cases.Document, f *web.Form, base string) error {
	r := web.Of(c)
	if !d.Decided() {
		return nil
	}
	scans, err := cases.Scans(c.UserContext(), s.db.Web, r.Actor, d)
	if err != nil {
		return err
	}
	names, err := s.namesOfScans(c, scans)
	if err != nil {
		return err
	}
	panel := &ScanPanel{CSRF: r.CSRF, Version: strconv.Itoa(d.Version)}
	for i := range scans {
		panel.Rows = append(panel.Rows, scanRow(r, &scans[i], i+1, names, base, f))
	}
	if r.Actor.May(auth.CasesManage) {
		panel.Action, panel.Field = base+"/fogli", scanField(r, f, moreScans, true)
	}
	p.Scans = panel
	return nil
}

func scanField(r *web.Request, f *web.Form, name string, needed bool) web.Field {
	return f.Bind(web.Field{Name: name, Type: "file", Label: r.T("cases.scan.field"), Hint: r.T("cases.scan.hint", "Max", web.MaxUpload>>20),
		Accept: strings.Join(cases.ScanTypes(), ","), Max: web.MaxUpload, Parts: web.OfficeParts, Required: needed})
}

func scanRow(r *web.Request, x *cases.Scan, n int, names map[string]string, base string, f *web.Form) ScanRow {
	number := strconv.Itoa(n)
	row := ScanRow{Name: x.Name, Number: number, About: strings.Join([]string{names[x.AddedBy], moment(r, x.AddedAt), size(r, x.Size)}, " · ")}
	if x.RemovedAt != nil {
		row.Removed = r.T("cases.scan.removed.by", "Who", names[x.RemovedBy], "When", moment(r, *x.RemovedAt), "Reason", x.Reason)
		return row
	}
	row.URL = base + "/fogli/" + x.FileID
	if r.Actor.May(auth.CasesManage) {
		row.Action = row.URL + "/rimozione"
		row.Why = f.Bind(web.Field{Name: "why-" + number, Label: r.T("cases.scan.why"), Max: cases.MaxReason, Required: true, Autocomplete: "off"})
	}
	return row
}

func moment(r *web.Request, at time.Time) string {
	at = at.In(web.Rome())
	return r.L.DateShort(at) + " " + r.L.Time(at)
}

func size(r *web.Request, n int64) string {
	if n < 1<<20 {
		return r.L.Number(int((n+1023)>>10)) + " KB"
	}
	return r.L.Decimal(float64(n)/(1<<20), 1) + " MB"
}

// namesOfScans are the names behind who added and removed, by reference.
func (s *Screens) namesOfScans(c *fiber.Ctx, scans []cases.Scan) (map[string]string, error) {
	refs := map[string]int64{}
	var ids []int64
	for _, x := range scans {
		for _, ref := range []string{x.AddedBy, x.RemovedBy} {
			if id, err := strconv.ParseInt(strings.TrimPrefix(ref, "user:"), 10, 64); err == nil {
				refs[ref] = id
				ids = append(ids, id)
			}
		}
	}
	known, err := auth.NamesOf(c.UserContext(), s.db.Web, ids)
	names := map[string]string{}
	for ref, id := range refs {
		names[ref] = known[id]
	}
	return names, err
}

// sentScans are the files of a form's field as the noun takes them.
func sentScans(c *fiber.Ctx, field string) []cases.NewScan {
	var all []cases.NewScan
	for _, u := range web.Uploads(c, field) {
		all = append(all, cases.NewScan{Name: u.Name, Open: u.Open})
	}
	return all
}

// failAs puts what is wrong with a form's fields under one field, and reports whether
// err was about fields.
func failAs(f *web.Form, r *web.Request, err error, name string) bool {
	flt, ok := fault.As(err)
	if !ok || flt.Kind != fault.Invalid {
		return false
	}
	for _, x := range flt.Fields {
		f.FailField(name, r.L.T(x.Key, x.Args))
	}
	return true
}

func (s *Screens) addScans(c *fiber.Ctx, kind string) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	at := cases.Ref{CaseID: id, Kind: kind, Version: int(f.Int64("version"))}
	err = cases.AddScans(c.UserContext(), s.db.Web, s.web.Vault(), r.Actor, at, sentScans(c, moreScans), r.Now)
	if failAs(f, r, err, moreScans) {
		return s.renderDocument(c, kind, at.Version, f, s.web.RenderInvalid)
	}
	return s.afterScan(c, at, err, "cases.scan.added")
}

// afterScan goes back to the version with a sentence.
func (s *Screens) afterScan(c *fiber.Ctx, at cases.Ref, err error, done string) error {
	x, ok := fault.As(err)
	switch {
	case ok && x.Kind == fault.Conflict:
		s.web.Flash(c, "danger", x.Key)
	case err != nil:
		return err
	default:
		s.web.Flash(c, "success", done)
	}
	return web.SeeOther(c, path(at.CaseID, documentPath(at.Kind))+fmt.Sprint("?versione=", at.Version))
}

func (s *Screens) takeScan(c *fiber.Ctx, kind string) error {
	r := web.Of(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	f, err := cases.TakeScan(c.UserContext(), s.db.Web, r.Actor, id, kind, c.Params("file"), r.Now)
	if err != nil {
		return err
	}
	return s.web.SendFile(c, f)
}

func (s *Screens) removeScan(c *fiber.Ctx, kind string) error {
	r, f := web.Of(c), web.ReadForm(c)
	id, err := web.ID(c, "id")
	if err != nil {
		return err
	}
	at, why := cases.Ref{CaseID: id, Kind: kind, Version: int(f.Int64("version"))}, "why-"+f.Get("number")
	err = cases.RemoveScan(c.UserContext(), s.db.Web, r.Actor, id, kind, c.Params("file"), f.Get(why), r.Now)
	if failAs(f, r, err, why) {
		return s.renderDocument(c, kind, at.Version, f, s.web.RenderInvalid)
	}
	return s.afterScan(c, at, err, "cases.scan.removed")
}
