package pages

import (
	"html/template"
	"strings"
	"testing"
	texttemplate "text/template"

	"approdo/app/auth"
	"approdo/app/db/testdb"
	"approdo/app/fault"
	"approdo/app/i18n"
	"approdo/app/mail"
	"approdo/locales"
	"approdo/views"
)

func TestMailAboutAReport(t *testing.T) {
	tx := testdb.Tx(t)
	ctx := t.Context()
	compose := Composers()[ReportKind]
	if _, err := compose(ctx, tx, mail.Message{SubjectID: 1 << 40}); !fault.Is(err, fault.NotFound) {
		t.Errorf("a report that is gone: %v", err)
	}
	in := Report{Key: "0123456789abcdef", Text: "La <mappa> non si apre", Page: "/sportelli", Email: "ana@example.org", Lang: "it"}
	r, err := Send(ctx, tx, auth.Actor{}, in, noon)
	if err != nil {
		t.Fatal(err)
	}
	content, err := compose(ctx, tx, mail.Message{SubjectID: r.ID})
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := i18n.Load(locales.FS)
	if err != nil {
		t.Fatal(err)
	}
	l := catalog.For("it")
	if got := l.T(content.SubjectKey, content.SubjectArgs...); got != "Segnalazione "+r.Number() {
		t.Errorf("subject: %s", got)
	}
	var html, text strings.Builder
	h := template.Must(template.New("pages_report.html").Funcs(l.Funcs()).ParseFS(views.FS, "mail/pages_report.html"))
	x := texttemplate.Must(texttemplate.New("pages_report.txt").Funcs(texttemplate.FuncMap(l.Funcs())).ParseFS(views.FS, "mail/pages_report.txt"))
	if err := h.Execute(&html, content.Data); err != nil {
		t.Fatal(err)
	}
	if err := x.Execute(&text, content.Data); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{r.Number(), "martedì 24 novembre 2026, ore 12:00", "/sportelli", "ana@example.org"} {
		if !strings.Contains(html.String(), want) || !strings.Contains(text.String(), want) {
			t.Errorf("%q is missing:\n%s\n%s", want, &html, &text)
		}
	}
	if !strings.Contains(html.String(), "La &lt;mappa&gt; non si apre") || !strings.Contains(text.String(), "La <mappa> non si apre") {
		t.Errorf("the text of the report:\n%s\n%s", &html, &text)
	}
}
