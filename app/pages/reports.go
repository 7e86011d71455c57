package pages

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/audit"
	"approdo/app/auth"
	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
)

// Lengths of a report's fields, in characters.
const (
	ReportTextLength = 2000
	ReportPageLength = 300
)

// ReportKind is the mail to the institution about a report.
const ReportKind = "pages.report"

// Report is something that does not work, told by a reader. Key is the random
// text of the form it was written in (16 characters or more).
type Report struct {
	bun.BaseModel `bun:"table:page_reports,alias:report"`

	ID        int64 `bun:",pk,autoincrement"`
	Key       string
	Text      string
	Page      string
	Email     string `bun:",nullzero"`
	Lang      string
	CreatedAt time.Time
}

// Number names the report for people: "S-2026-000012".
func (r *Report) Number() string { return fmt.Sprintf("S-%d-%06d", r.CreatedAt.Year(), r.ID) }

// Clean trims what was typed.
func (r *Report) Clean() {
	for _, s := range []*string{&r.Text, &r.Page, &r.Email} {
		*s = strings.TrimSpace(strings.ReplaceAll(*s, "\x00", ""))
	}
	r.Text = strings.ReplaceAll(r.Text, "\r\n", "\n")
}

// Check reports every field that is wrong (text, page, email) as one Invalid fault.
func (r *Report) Check() error {
	var c fault.Check
	c.If(r.Text == "", "text", "report.form.text_missing")
	c.If(utf8.RuneCountInString(r.Text) > ReportTextLength, "text", "report.form.text_long", "Max", ReportTextLength)
	c.If(utf8.RuneCountInString(r.Page) > ReportPageLength, "page", "report.form.page_long", "Max", ReportPageLength)
	c.If(r.Email != "" && !isEmail(r.Email), "email", "report.form.email_wrong")
	return c.Err()
}

// Send keeps the report and mails it to the institution where it has an address.
// Sending the same form again gives the first report and mails nothing. It
// returns Invalid with the fields that are wrong.
func Send(ctx context.Context, idb bun.IDB, actor auth.Actor, r Report, now time.Time) (*Report, error) {
	r.Clean()
	if err := r.Check(); err != nil {
		return nil, err
	}
	if !i18n.Supported(r.Lang) {
		r.Lang = i18n.Italian
	}
	r.CreatedAt = now
	err := db.InTx(ctx, idb, func(ctx context.Context, tx bun.Tx) error {
		res, err := tx.NewInsert().Model(&r).On("CONFLICT (key) DO NOTHING").Returning("id").Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return firstOf(ctx, tx, &r, err)
		}
		return announce(ctx, tx, actor, &r)
	})
	if err != nil {
		return nil, fault.Wrap(err, "keep report")
	}
	return &r, nil
}

func firstOf(ctx context.Context, tx bun.IDB, r *Report, err error) error {
	if err != nil {
		return err
	}
	key := r.Key
	*r = Report{}
	return tx.NewSelect().Model(r).Where("key = ?", key).Scan(ctx)
}

func announce(ctx context.Context, tx bun.IDB, actor auth.Actor, r *Report) error {
	err := audit.Record(ctx, tx, audit.Entry{
		Actor: actor.Ref(), Action: "pages.report", Subject: "page_report", SubjectID: r.ID, At: r.CreatedAt,
	})
	if err != nil {
		return err
	}
	x, err := Find(ctx, tx)
	if err != nil || x.Email == "" {
		return err
	}
	return mail.Queue(ctx, tx, mail.Message{
		Kind: ReportKind, Subject: "page_report", SubjectID: r.ID, To: x.Email, Lang: x.DefaultLang,
	}, r.CreatedAt)
}

// FindReport gives one report or NotFound. For the mail and the confirmation
// page, which opens it by a signed token.
func FindReport(ctx context.Context, idb bun.IDB, id int64) (*Report, error) {
	r := new(Report)
	if err := idb.NewSelect().Model(r).Where("id = ?", id).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find report")
	}
	return r, nil
}
