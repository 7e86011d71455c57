package main

import (
	"context"
	"encoding/json"
	"errors"
	"html/template"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/applications"
	"approdo/app/appointments"
	"approdo/app/appointments/outside"
	"approdo/app/auth"
	"approdo/app/cases"
	"approdo/app/config"
	"approdo/app/consents"
	"approdo/app/cvs"
	"approdo/app/db"
	"approdo/app/files"
	"approdo/app/i18n"
	"approdo/app/imports"
	"approdo/app/inspect"
	"approdo/app/jobs"
	"approdo/app/mail"
	"approdo/app/mail/catcher"
	"approdo/app/office"
	"approdo/app/office/bodies"
	"approdo/app/pages"
	"approdo/app/people"
	"approdo/app/portal"
	"approdo/app/print"
	"approdo/app/privacy"
	"approdo/app/queue"
	"approdo/app/referrals"
	"approdo/app/waiting"
	"approdo/app/web"
	"approdo/app/web/assets"
	"approdo/app/web/inbox"
	"approdo/locales"
	"approdo/views"
)

// house is the whole program built by hand: screens, jobs and mail.
type house struct {
	web     *web.App
	jobs    *jobs.Runner
	mail    *mail.Sender
	catcher *catcher.Catcher // nil where mail really goes out
	blobs   *files.Local
	printer *print.Printer
	inspect *inspect.Inspector
	portal  *portal.Screens
}

// build puts the parts together. Nothing runs yet but the mail catcher.
func build(ctx context.Context, c config.Config, pools *db.Pools) (_ *house, err error) {
	h := &house{}
	defer func() {
		if err != nil {
			err = errors.Join(err, h.close())
		}
	}()
	catalog, err := i18n.Load(locales.FS)
	if err != nil {
		return nil, err
	}
	gate, err := newGate(ctx, c, pools)
	if err != nil {
		return nil, err
	}
	smtp := c.SMTPURL
	if smtp == "" {
		if h.catcher, err = catcher.Start(catcher.Options{Now: c.Now}); err != nil {
			return nil, err
		}
		smtp = h.catcher.URL()
	}
	letters := appointments.MailOptions{Signer: gate.Signer, BaseURL: c.BaseURL, From: c.MailFrom, Catalog: catalog, SMS: c.SMSURL != "", Now: c.Now}
	gateway, err := smsGateway(c)
	if err != nil {
		return nil, err
	}
	sender, err := mail.NewSender(mail.Options{
		SMTPURL: smtp, From: c.MailFrom, DKIMDomain: c.DKIMDomain, DKIMSelector: c.DKIMSelector, DKIMKeyFile: c.DKIMKeyFile,
		Composers: composers(c, gate, letters), Catalog: catalog, Views: views.FS, BaseURL: c.BaseURL, Identity: letterhead,
		SMS: gateway, Texts: texts(c, letters),
	})
	if err != nil {
		return nil, err
	}
	h.mail = sender
	var vault *files.Vault
	if h.blobs, vault, err = openVault(c); err != nil {
		return nil, err
	}
	elsewhere := appointments.ExternalOptions{Signer: gate.Signer, Fetcher: outside.New(c.Development())}
	h.inspect = inspect.New(inspect.Options{Soffice: c.Soffice, Clamd: c.Clamd})
	desk := cvs.Desk{Inspector: h.inspect, Vault: vault, SMS: letters.SMS}
	h.jobs = jobs.NewRunner(pools.Work, handlers(sender, elsewhere, desk, h.copies(gate.Signer, desk)), schedule(), jobs.Options{Now: c.Now})
	h.printer = print.New(print.Options{Path: c.Chromium})
	if h.web, err = h.newWeb(c, pools, catalog, gate, vault); err != nil {
		return nil, err
	}
	h.portal = portal.Register(h.web, pools, gate, letters).Consenting(book()).Inspecting(h.inspect)
	office.Register(h.web, pools, gate).Consenting(book()).Inspecting(h.inspect).Texting(letters.SMS)
	if h.catcher != nil {
		inbox.Register(h.web, h.catcher)
	}
	return h, nil
}

// close ends what build started, after web and jobs have stopped.
func (h *house) close() error {
	var errs []error
	h.printer.Close()
	if h.mail != nil {
		h.mail.Close()
	}
	if h.catcher != nil {
		errs = append(errs, h.catcher.Close())
	}
	if h.blobs != nil {
		errs = append(errs, h.blobs.Close())
	}
	return errors.Join(errs...)
}

// openVault keeps what people hand in, encrypted, in DATA_DIR/files.
func openVault(c config.Config) (*files.Local, *files.Vault, error) {
	blobs, err := files.OpenLocal(filepath.Join(c.DataDir, "files"))
	if err != nil {
		return nil, nil, err
	}
	vault, err := files.NewVault(blobs, files.Options{Secret: c.Secret})
	if err != nil {
		return nil, nil, errors.Join(err, blobs.Close())
	}
	return blobs, vault, nil
}

func newGate(ctx context.Context, c config.Config, pools *db.Pools) (*auth.Gate, error) {
	issuer := "Approdo"
	if x, err := pages.Find(ctx, pools.Web); err == nil {
		issuer = x.Name
	}
	return auth.NewGate(auth.GateOptions{Secret: c.Secret, BaseURL: c.BaseURL, Issuer: issuer, Development: c.Development()})
}

// book is where consents are written, with everything that follows from a change.
func book() *consents.Book { return consents.NewBook(cvs.Follow) }

// composers are every mail the program writes, by kind.
func composers(c config.Config, gate *auth.Gate, letters appointments.MailOptions) map[string]mail.Composer {
	all := map[string]mail.Composer{
		"auth.code":    gate.CodeComposer(c.Now),
		"auth.invite":  gate.PasswordComposer(c.Now),
		"auth.reset":   gate.PasswordComposer(c.Now),
		"auth.changed": gate.ChangedComposer(),
	}
	maps.Copy(all, appointments.Composers(letters))
	maps.Copy(all, waiting.Composers(letters))
	maps.Copy(all, referrals.Composers(letters))
	maps.Copy(all, pages.Composers())
	maps.Copy(all, people.Composers(personal(c, letters)))
	maps.Copy(all, cases.Composers(personal(c, letters)))
	maps.Copy(all, cvs.Composers(personal(c, letters)))
	maps.Copy(all, consents.Composers(personal(c, letters)))
	maps.Copy(all, privacy.Composers(personal(c, letters)))
	maps.Copy(all, cvs.ShareComposers(personal(c, letters)))
	maps.Copy(all, privacy.RequestComposers(personal(c, letters)))
	maps.Copy(all, applications.Composers(personal(c, letters)))
	maps.Copy(all, referrals.IncomingComposers())
	return privacy.Withholding(all)
}

// texts are every short message the program writes, by kind.
func texts(c config.Config, letters appointments.MailOptions) map[string]mail.TextComposer {
	all := appointments.Texts(letters)
	maps.Copy(all, waiting.Texts(letters))
	maps.Copy(all, referrals.Texts(letters))
	maps.Copy(all, people.Texts(personal(c, letters)))
	maps.Copy(all, cases.Texts(personal(c, letters)))
	maps.Copy(all, cvs.Texts(personal(c, letters)))
	maps.Copy(all, cvs.ShareTexts(personal(c, letters)))
	maps.Copy(all, consents.Texts(personal(c, letters)))
	maps.Copy(all, privacy.Texts(personal(c, letters)))
	maps.Copy(all, privacy.RequestTexts(personal(c, letters)))
	return privacy.Withholding(all)
}

// handlers are every job the program runs, by kind.
func handlers(sender *mail.Sender, elsewhere appointments.ExternalOptions, desk cvs.Desk, copies privacy.Copies) map[string]jobs.Handler {
	all := map[string]jobs.Handler{
		mail.SendKind:          sender.Handle,
		appointments.PurgeKind: appointments.PurgeJob,
		pages.PurgeKind:        pages.PurgeJob,
		queue.CloseKind:        queue.CloseJob,
		referrals.IncomingKind: referrals.IncomingJob,
		sweepKind:              sweep,
	}
	maps.Copy(all, appointments.Messages(desk.SMS))
	maps.Copy(all, elsewhere.Handlers())
	maps.Copy(all, waiting.Handlers(desk.SMS))
	maps.Copy(all, referrals.Handlers(desk.SMS))
	maps.Copy(all, imports.Handlers())
	maps.Copy(all, book().Handlers())
	maps.Copy(all, cvs.Follows())
	maps.Copy(all, desk.Vault.Jobs())
	maps.Copy(all, desk.Handlers())
	maps.Copy(all, privacy.Office{Signer: elsewhere.Signer, Book: book()}.Handlers(desk.SMS))
	maps.Copy(all, copies.Handlers())
	return all
}

const sweepKind = "auth.sweep"

// sweep forgets sessions, codes and counters that are over.
func sweep(ctx context.Context, db *bun.DB, _ json.RawMessage, now time.Time) error {
	_, err := auth.Sweep(ctx, db, now)
	return err
}

// schedule is everything that happens by itself.
func schedule() []jobs.Schedule {
	return append(slices.Concat(files.Schedule(), cvs.Schedule(), privacy.Schedule()), []jobs.Schedule{
		privacy.CopySchedule(),
		{Kind: appointments.PurgeKind, Every: time.Hour},
		{Kind: appointments.RemindKind, Every: 5 * time.Minute},
		{Kind: appointments.ExternalKind, Every: 15 * time.Minute, Offset: 2 * time.Minute},
		{Kind: waiting.SweepKind, Every: 3 * time.Minute},
		{Kind: sweepKind, Every: time.Hour, Offset: 10 * time.Minute},
		{Kind: pages.PurgeKind, Every: 24 * time.Hour, Offset: 90 * time.Minute},
		{Kind: cvs.IndexKind, Every: time.Hour, Offset: 20 * time.Minute},
		{Kind: consents.ExpireKind, Every: 24 * time.Hour, Offset: 260 * time.Minute},
		{Kind: imports.PurgeKind, Every: 24 * time.Hour, Offset: 110 * time.Minute},
		{Kind: queue.CloseKind, Every: 24 * time.Hour, Offset: 2 * time.Hour},
		{Kind: referrals.WatchKind, Every: 24 * time.Hour, Offset: 4 * time.Hour},
		{Kind: referrals.IncomingKind, Every: 24 * time.Hour, Offset: 250 * time.Minute},
	}...)
}

func (h *house) newWeb(c config.Config, pools *db.Pools, catalog *i18n.Catalog, gate *auth.Gate, vault *files.Vault) (*web.App, error) {
	built, err := assets.New()
	if err != nil {
		return nil, err
	}
	pagesOf, err := web.ParseViews(views.FS, catalog, built)
	if err != nil {
		return nil, err
	}
	return web.New(web.Options{
		Env: c.Env, BaseURL: c.BaseURL, TrustedProxies: c.TrustedProxies, DB: pools, Catalog: catalog, Views: pagesOf,
		Assets: built, Sessions: gate.Sessions, Signer: gate.Signer, Now: c.Now, Vault: vault,
		Institution: func(ctx context.Context) (web.Institution, error) { return institution(ctx, pools) },
		Brand: func(ctx context.Context) ([]byte, error) {
			x, err := pages.Find(ctx, pools.Web)
			if err != nil || x.Brand == "" {
				return nil, err
			}
			return assets.Brand(x.Brand)
		},
		Printer: h.printer, PortalMenu: portal.Menu(), OfficeMenu: office.Menu(), BodiesMenu: bodies.Menu(),
	})
}

// institution gives the shell what it shows of the pages noun.
func institution(ctx context.Context, pools *db.Pools) (web.Institution, error) {
	x, err := pages.Find(ctx, pools.Web)
	if err != nil {
		return web.Institution{}, err
	}
	y := web.Institution{
		Name: x.Name, Tagline: x.Tagline, ParentName: x.ParentName, ParentURL: x.ParentURL, Address: x.Address,
		Phone: x.Phone, Email: x.Email, PEC: x.PEC, AccessibilityURL: x.AccessibilityURL, BrandHash: url.QueryEscape(x.Brand),
	}
	if x.Phone != "" {
		y.PhoneURL = template.URL("tel:" + strings.ReplaceAll(x.Phone, " ", "")) // #nosec G203 -- the institution's own number, checked on entry
	}
	for _, p := range x.Programmes {
		y.Programmes = append(y.Programmes, web.Programme{Name: p.Name, Funder: p.Funder, Note: p.Note})
	}
	return y, nil
}
