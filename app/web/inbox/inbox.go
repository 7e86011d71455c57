package inbox

import (
	"fmt"
	"mime"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/auth"
	"approdo/app/fault"
	"approdo/app/mail/catcher"
	"approdo/app/web"
)

// Path is where the inbox stands; Short leads there and is easier to type.
const (
	Path  = "/ufficio/posta"
	Short = "/posta"
)

const shown = 100

type screens struct {
	web  *web.App
	box  *catcher.Catcher
	zone *time.Location
}

// Register adds the inbox of a catcher to the shell.
func Register(app *web.App, box *catcher.Catcher) {
	s := &screens{app, box, web.Rome()}
	app.Get(Short, web.Public, near(func(c *fiber.Ctx) error { return web.SeeOther(c, Path) }))
	app.Get(Path, web.Public, near(s.list))
	app.Post(Path+"/svuotamento", web.Public, near(s.clear))
	app.Get(Path+"/:id", web.Public, near(s.show))
	app.Get(Path+"/:id/html", web.Public, near(s.html))
	app.Get(Path+"/:id/originale", web.Public, near(s.raw))
	app.Get(Path+"/:id/allegati/:n", web.Public, near(s.attachment))
}

// near lets this machine and the accounts that see the jobs pass.
func near(h fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if !onThisMachine(c.IP()) && !web.Of(c).Actor.May(auth.JobsRead) {
			return fault.Missing()
		}
		return h(c)
	}
}

func onThisMachine(address string) bool {
	ip := net.ParseIP(address)
	return ip != nil && ip.IsLoopback()
}

// ListPage is the messages kept, the newest first.
type ListPage struct {
	web.Page
	Search   web.Field
	Messages []row
	Total    int
}

type row struct {
	URL, To, Subject, Lang string
	At                     time.Time
	Attachments            int
}

func (s *screens) list(c *fiber.Ctx) error {
	r, wanted := web.Of(c), strings.ToLower(strings.TrimSpace(c.Query("cerca")))
	page := &ListPage{Search: web.Field{Name: "cerca", Type: "text", Label: r.T("office.inbox.search"), Value: c.Query("cerca"), Max: 100}}
	page.Title = r.T("office.inbox.title")
	all := s.box.List()
	page.Total = len(all)
	for _, m := range all {
		to := strings.Join(m.To, ", ")
		if len(page.Messages) == shown || !strings.Contains(strings.ToLower(to+" "+m.Subject), wanted) {
			continue
		}
		page.Messages = append(page.Messages, row{URL: address(r, m.ID), To: to, Subject: subject(r, m), Lang: m.Lang,
			At: m.ReceivedAt.In(s.zone), Attachments: len(m.Attachments)})
	}
	return s.web.Render(c, "office/inbox_list", page)
}

func address(r *web.Request, id int64) string { return r.URL(Path + "/" + strconv.FormatInt(id, 10)) }

func subject(r *web.Request, m catcher.Message) string {
	if m.Subject == "" {
		return r.T("office.inbox.nosubject")
	}
	return m.Subject
}

func (s *screens) clear(c *fiber.Ctx) error {
	s.box.Clear()
	s.web.Flash(c, "success", "office.inbox.cleared")
	return web.SeeOther(c, Path)
}

// ShowPage is one message.
type ShowPage struct {
	web.Page
	Facts []web.Fact
	// HTMLURL is empty where the message has no HTML.
	HTMLURL, RawURL string
	Text            string
	TextLang        string
	Attachments     []file
	Problem         string
}

type file struct{ Name, Type, Size, URL string }

func (s *screens) show(c *fiber.Ctx) error {
	r := web.Of(c)
	m, err := s.find(c)
	if err != nil {
		return err
	}
	here, at := address(r, m.ID), m.ReceivedAt.In(s.zone)
	page := &ShowPage{RawURL: here + "/originale", Text: m.Text, TextLang: m.Lang, Problem: m.Problem}
	page.Title = subject(r, m)
	page.Crumbs = []web.Crumb{{Label: r.T("office.inbox.title"), URL: r.URL(Path)}, {Label: page.Title}}
	page.Facts = []web.Fact{
		{Label: r.T("office.inbox.from"), Value: m.Sender}, {Label: r.T("office.inbox.to"), Value: strings.Join(m.To, ", ")},
		{Label: r.T("office.inbox.date"), Value: r.L.DateShort(at) + " " + r.L.Time(at)},
	}
	if m.Lang != "" {
		page.Facts = append(page.Facts, web.Fact{Label: r.T("office.inbox.language"), Value: r.L.LanguageName(m.Lang)})
	}
	if m.HTML != "" {
		page.HTMLURL = here + "/html"
	}
	for i, a := range m.Attachments {
		page.Attachments = append(page.Attachments, file{a.Name, kindOf(a), r.L.Decimal(float64(len(a.Data))/1024, 1) + " KB",
			fmt.Sprintf("%s/allegati/%d", here, i+1)})
	}
	c.Set(fiber.HeaderContentSecurityPolicy, string(c.Response().Header.Peek(fiber.HeaderContentSecurityPolicy))+"; frame-src 'self'")
	return s.web.Render(c, "office/inbox_show", page)
}

func kindOf(a catcher.Attachment) string {
	kind, _, err := mime.ParseMediaType(a.Type)
	if err != nil {
		return "application/octet-stream"
	}
	return kind
}

func (s *screens) find(c *fiber.Ctx) (catcher.Message, error) {
	id, err := web.ID(c, "id")
	if err != nil {
		return catcher.Message{}, err
	}
	return s.box.Find(id)
}

// html is the message's own page: shown in a frame of ours, and harmless when
// opened by itself. Its links open beside it.
func (s *screens) html(c *fiber.Ctx) error {
	m, err := s.find(c)
	if err != nil || m.HTML == "" {
		return errOr404(err)
	}
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "+
		"frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox")
	c.Set(fiber.HeaderXFrameOptions, "SAMEORIGIN")
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	return c.SendString(strings.Replace(m.HTML, "<head>", `<head><base target="_blank">`, 1))
}

func (s *screens) raw(c *fiber.Ctx) error {
	m, err := s.find(c)
	if err != nil {
		return err
	}
	return download(c, fmt.Sprintf("%d.eml", m.ID), m.Raw)
}

func (s *screens) attachment(c *fiber.Ctx) error {
	m, err := s.find(c)
	if err != nil {
		return err
	}
	n, err := web.ID(c, "n")
	if err != nil || n > int64(len(m.Attachments)) {
		return errOr404(err)
	}
	a := m.Attachments[n-1]
	return download(c, a.Name, a.Data)
}

// download answers with a file that no browser opens in place.
func download(c *fiber.Ctx, name string, content []byte) error {
	c.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderContentDisposition, "attachment; filename*=UTF-8''"+url.PathEscape(name))
	return c.Send(content)
}

func errOr404(err error) error {
	if err != nil {
		return err
	}
	return fault.Missing()
}
