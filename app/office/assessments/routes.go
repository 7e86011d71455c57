package assessments

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/assessments"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/files"
	"approdo/app/web"
)

// Screens are the pages about assessments and tests and what they stand on.
type Screens struct {
	web    *web.App
	db     *db.Pools
	signer auth.Signer
}

// Register adds the routes about assessments and tests to the shell.
func Register(app *web.App, pools *db.Pools, signer auth.Signer) {
	s := &Screens{web: app, db: pools, signer: signer}
	s.web.Get("/ufficio/percorsi/:id/bilancio", web.May(auth.CasesManage), s.showBegin)
	s.web.Post("/ufficio/percorsi/:id/bilancio", web.May(auth.CasesManage), s.begin)
	s.web.Get("/ufficio/bilanci/:id", web.May(auth.CasesRead), s.show)
	s.web.Get("/ufficio/bilanci/:id/file/:file", web.May(auth.CasesRead), s.takeFile)
	s.web.Post("/ufficio/bilanci/:id/incontri", web.May(auth.CasesManage), s.link)
	s.web.PostFile("/ufficio/bilanci/:id/esito", web.May(auth.CasesManage), s.finish)
	s.web.Get("/ufficio/percorsi/:id/test", web.May(auth.CasesManage), s.showTest)
	s.web.PostFile("/ufficio/percorsi/:id/test", web.May(auth.CasesManage), s.noteTest)
	s.web.Get("/ufficio/percorsi/:id/test-riservati", web.May(auth.PeopleSpecial), s.healthTests)
	s.web.Get("/ufficio/test/:id/file/:file", web.May(auth.CasesRead), s.takeTestFile)
	s.web.Post("/ufficio/test/:id/rimozione", web.May(auth.CasesManage), s.withdrawTest)
}

func path(id int64, rest string) string { return web.Path("/ufficio/bilanci", id, rest) }

func testPath(id int64, rest string) string { return web.Path("/ufficio/test", id, rest) }

func (s *Screens) caseOf(c *fiber.Ctx) (*cases.Case, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return nil, err
	}
	return cases.Find(c.UserContext(), s.db.Web, web.Of(c).Actor, id)
}

// done ends the POST of a change: on to the next page with what was done, or back with
// what was refused.
func (s *Screens) done(c *fiber.Ctx, err error, said, next, back string) error {
	if x, ok := fault.As(err); ok && x.Kind == fault.Conflict {
		s.web.Flash(c, "danger", x.Key)
		return web.SeeOther(c, back)
	}
	if err != nil {
		return err
	}
	s.web.Flash(c, "success", said)
	return web.SeeOther(c, next)
}

// FileRow is a file that may be taken.
type FileRow struct{ URL, Name string }

func fileRows(r *web.Request, list []files.File, base string) []FileRow {
	var all []FileRow
	for i := range list {
		all = append(all, FileRow{r.URL(base + "/file/" + list[i].ID), list[i].Name})
	}
	return all
}

// fileField is the input for the files of an assessment or a test.
func fileField(r *web.Request, f *web.Form) web.Field {
	return f.Bind(web.Field{Name: "files", Type: "file", Label: r.T("assessments.files"), Hint: r.T("assessments.files.hint", "Max", assessments.MaxFile>>20),
		Accept: strings.Join(assessments.FileTypes(), ","), Max: web.MaxUpload, Parts: web.OfficeParts})
}

// sent are the files of the form as the noun takes them.
func sent(c *fiber.Ctx) []assessments.Upload {
	var all []assessments.Upload
	for _, u := range web.Uploads(c, "files") {
		all = append(all, assessments.Upload{Name: u.Name, Open: u.Open})
	}
	return all
}

// colleagueField chooses among the accounts of a desk.
func (s *Screens) colleagueField(c *fiber.Ctx, f *web.Form, deskID int64, x web.Field) (web.Field, error) {
	team, err := auth.Colleagues(c.UserContext(), s.db.Web, deskID)
	for _, u := range team {
		x.Options = append(x.Options, web.Option{Value: web.IDText(u.ID), Label: u.Name})
	}
	x.Type = "select"
	return f.Bind(x), err
}

func day(r *web.Request, at time.Time) string { return r.L.DateShort(at.In(web.Rome())) }

// hours is "40 min" or "1 h 30 min".
func hours(r *web.Request, minutes int) string {
	if minutes < 60 {
		return r.T("deliveries.minutes", "Minutes", minutes)
	}
	if minutes%60 == 0 {
		return r.T("assessments.hours", "Hours", minutes/60)
	}
	return r.T("deliveries.hours", "Hours", minutes/60, "Minutes", minutes%60)
}
