package pages

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
)

// PurgeKind is the daily job that runs Purge.
const PurgeKind = "pages.purge"

// addressKept is how long the address left with a report may be needed to answer it.
const addressKept = 365 * 24 * time.Hour

// Purge erases the addresses of reports older than a year and says how many.
func Purge(ctx context.Context, idb bun.IDB, now time.Time) (int, error) {
	res, err := idb.NewUpdate().Table("page_reports").Set("email = NULL").
		Where("email IS NOT NULL").Where("created_at < ?", now.Add(-addressKept)).Exec(ctx)
	if err != nil {
		return 0, fault.Wrap(db.Translate(err), "purge reports")
	}
	n, err := res.RowsAffected()
	return int(n), fault.Wrap(err, "purge reports")
}

// PurgeJob is the jobs.Handler of PurgeKind.
func PurgeJob(ctx context.Context, db *bun.DB, _ json.RawMessage, now time.Time) error {
	_, err := Purge(ctx, db, now)
	return err
}

// ReportMail is what the views of the mail about a report show.
type ReportMail struct {
	Number, Text, Page, Email string
	At                        time.Time
}

// Composers are the mails of this noun, by kind.
func Composers() map[string]mail.Composer {
	return map[string]mail.Composer{ReportKind: composeReport}
}

func composeReport(ctx context.Context, idb bun.IDB, m mail.Message) (*mail.Content, error) {
	r, err := FindReport(ctx, idb, m.SubjectID)
	if err != nil {
		return nil, err
	}
	return &mail.Content{
		Data:        ReportMail{Number: r.Number(), Text: r.Text, Page: r.Page, Email: r.Email, At: r.CreatedAt.In(i18n.Rome())},
		SubjectKey:  "mail.pages_report.subject",
		SubjectArgs: []any{"Number", r.Number()},
		ReasonKey:   "mail.pages_report.reason",
		Zone:        i18n.Rome(),
	}, nil
}
