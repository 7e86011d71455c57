package pages

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"approdo/app/db"
	"approdo/app/fault"
	"approdo/app/i18n"
)

// RatingKind is what was asked: how clear a page is, or how easy a service was.
type RatingKind string

// The two questions of Modello Comuni.
const (
	Clarity RatingKind = "clarity"
	Ease    RatingKind = "ease"
)

// CommentLength is the longest comment, in characters.
const CommentLength = 200

// Rating is one reader's stars, with the reason and comment they may add.
type Rating struct {
	bun.BaseModel `bun:"table:page_ratings,alias:rating"`

	ID   int64 `bun:",pk,autoincrement"`
	Kind RatingKind
	// Page is the rated address without language prefix and query.
	Page      string
	Stars     int
	Reason    string
	Comment   string
	Lang      string
	CreatedAt time.Time
}

// Satisfied reports whether so many stars are asked what went well rather than
// what was difficult.
func Satisfied(stars int) bool { return stars >= 4 }

// Reasons lists the code words of the reasons offered for so many stars, in the
// order of Modello Comuni.
func Reasons(stars int) []string {
	if Satisfied(stars) {
		return []string{"clear", "complete", "guided", "smooth", "other"}
	}
	return []string{"unclear", "incomplete", "lost", "trouble", "other"}
}

// Rate keeps the stars and, where they are given already, reason and comment. A
// reason of the other branch is dropped: a page may offer both. It returns Invalid
// (field "rate") without stars, and NotFound for what is no page of ours.
func Rate(ctx context.Context, idb bun.IDB, r Rating, now time.Time) (*Rating, error) {
	var c fault.Check
	c.If(r.Stars < 1 || r.Stars > 5, "rate", "rating.form.missing")
	if err := c.Err(); err != nil {
		return nil, err
	}
	if !isPage(r.Page) || r.Kind != Clarity && r.Kind != Ease {
		return nil, fault.Missing()
	}
	if !i18n.Supported(r.Lang) {
		r.Lang = i18n.Italian
	}
	r.Reason, r.Comment, r.CreatedAt = fitting(r.Stars, r.Reason), shorten(r.Comment), now
	if _, err := idb.NewInsert().Model(&r).Returning("id").Exec(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "keep rating")
	}
	return &r, nil
}

// explainTime is how long after the stars a reason may still be added.
const explainTime = time.Hour

// Explain adds reason and comment to a rating, once and within an hour; later it
// is quiet and changes nothing.
func Explain(ctx context.Context, idb bun.IDB, id int64, reason, comment string, now time.Time) error {
	r, err := FindRating(ctx, idb, id)
	if err != nil {
		return err
	}
	_, err = idb.NewUpdate().Model(r).WherePK().
		Set("reason = ?", fitting(r.Stars, reason)).Set("comment = ?", shorten(comment)).
		Where("reason = ''").Where("comment = ''").Where("created_at > ?", now.Add(-explainTime)).Exec(ctx)
	return fault.Wrap(db.Translate(err), "explain rating")
}

// FindRating gives one rating or NotFound.
func FindRating(ctx context.Context, idb bun.IDB, id int64) (*Rating, error) {
	r := new(Rating)
	if err := idb.NewSelect().Model(r).Where("id = ?", id).Scan(ctx); err != nil {
		return nil, fault.Wrap(db.Translate(err), "find rating")
	}
	return r, nil
}

// PageRating is what readers think of one page.
type PageRating struct {
	Page    string
	Count   int
	Average float64
}

// Ratings sums up the ratings of a kind given from a moment on, worst page first.
func Ratings(ctx context.Context, idb bun.IDB, kind RatingKind, from time.Time) ([]PageRating, error) {
	all := []PageRating{}
	err := idb.NewSelect().Table("page_ratings").
		ColumnExpr("page").ColumnExpr("count(*) AS count").ColumnExpr("avg(stars)::float8 AS average").
		Where("kind = ?", kind).Where("created_at >= ?", from).
		Group("page").OrderExpr("average, page").Scan(ctx, &all)
	return all, fault.Wrap(db.Translate(err), "sum up ratings")
}

func fitting(stars int, reason string) string {
	if slices.Contains(Reasons(stars), reason) {
		return reason
	}
	return ""
}

// shorten keeps the first CommentLength characters: a form without JavaScript
// may send more, and a comment is not worth an error page.
func shorten(s string) string {
	s = strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(s, "\x00", ""), "\r\n", "\n"))
	if utf8.RuneCountInString(s) > CommentLength {
		s = strings.TrimSpace(string([]rune(s)[:CommentLength]))
	}
	return s
}

// isPage: an address of the site, without host, query, fragment or language.
func isPage(s string) bool {
	return strings.HasPrefix(s, "/") && !strings.HasPrefix(s, "//") && len(s) <= ReportPageLength &&
		!strings.ContainsAny(s, "?#\\ \r\n") && !strings.HasPrefix(s, "/ufficio")
}
