package stage

import (
	"maps"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/i18n"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/mail/catcher"
	"approdo/locales"
	"approdo/views"
)

// Post is the program's jobs and what they send: List gives the mails that arrived.
type Post struct {
	*catcher.Catcher
	at     *Stage
	runner *jobs.Runner
}

// Post opens a letter box and the jobs that fill it, at the stage's clock: sending, and
// the handlers given. It needs a database of the test's own. Of the options only what
// says the words is needed.
func (h *Stage) Post(o mail.Options, handlers map[string]jobs.Handler) *Post {
	h.Helper()
	pool, ok := h.DB.(*bun.DB)
	if !ok {
		h.Fatal("jobs need a database of the test's own: testdb.New")
	}
	box, err := catcher.Start(catcher.Options{})
	h.Must(err)
	h.Cleanup(func() { _ = box.Close() })
	if o.Catalog == nil {
		o.Catalog, err = i18n.Load(locales.FS)
		h.Must(err)
	}
	o.SMTPURL, o.From, o.Views, o.BaseURL = box.URL(), "noreply@comune.example", views.FS, "https://portale.example"
	sender, err := mail.NewSender(o)
	h.Must(err)
	h.Cleanup(sender.Close)
	all := map[string]jobs.Handler{mail.SendKind: sender.Handle}
	maps.Copy(all, handlers)
	return &Post{Catcher: box, at: h, runner: jobs.NewRunner(pool, all, nil, jobs.Options{Now: func() time.Time { return h.Now }})}
}

// Drain does every job that is due.
func (p *Post) Drain() error { return p.runner.Drain(p.at.Ctx) }
