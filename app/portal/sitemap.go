package portal

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"approdo/app/i18n"
	"approdo/app/web"
)

// indexed are the public addresses that do not depend on data.
var indexed = []string{
	"/", "/servizi", "/servizi/standard", "/sportelli", "/prenota", "/domande-frequenti", "/assistenza", "/carta-dei-servizi",
	"/segnalazione-disservizio", "/note-legali", "/privacy", "/accessibilita",
}

type urlSet struct {
	XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string    `xml:"xmlns:xhtml,attr"`
	URLs    []siteURL `xml:"url"`
}

type siteURL struct {
	Loc   string          `xml:"loc"`
	Links []alternateLink `xml:"xhtml:link"`
}

type alternateLink struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	Href string `xml:"href,attr"`
}

// sitemap lists every public page in every language, each with its alternates.
func (s *information) sitemap(c *fiber.Ctx) error {
	n, err := s.board.read(c.UserContext(), web.Of(c).Now)
	if err != nil {
		return err
	}
	set := urlSet{XHTML: "http://www.w3.org/1999/xhtml"}
	for _, path := range n.publicPaths() {
		links := s.alternateLinks(path)
		for _, l := range i18n.Languages() {
			set.URLs = append(set.URLs, siteURL{s.web.BaseURL() + i18n.Path(l.Tag, path), links})
		}
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(set); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationXMLCharsetUTF8)
	return forEverybody(c, b.Bytes())
}

func (n *notices) publicPaths() []string {
	paths := slices.Clone(indexed)
	for _, a := range n.Areas {
		paths = append(paths, "/servizi/"+a.Slug)
	}
	for _, x := range n.Standards {
		paths = append(paths, x.Path())
	}
	for _, d := range n.Desks {
		paths = append(paths, "/sportelli/"+d.Slug)
	}
	return paths
}

func (s *information) alternateLinks(path string) []alternateLink {
	links := []alternateLink{{"alternate", "x-default", s.web.BaseURL() + path}}
	for _, l := range i18n.Languages() {
		links = append(links, alternateLink{"alternate", l.Tag, s.web.BaseURL() + i18n.Path(l.Tag, path)})
	}
	return links
}

// robots keeps crawlers out of what is somebody's own; those pages say noindex too.
func (s *information) robots(c *fiber.Ctx) error {
	var b bytes.Buffer
	b.WriteString("User-agent: *\n")
	for _, path := range []string{"/ufficio", "/enti", "/area-personale", "/appuntamenti/", "/prenota/", "/valutazione", "/segnalazione-disservizio/"} {
		fmt.Fprintf(&b, "Disallow: %s\nDisallow: /*%s\n", path, path)
	}
	fmt.Fprintf(&b, "Allow: /\n\nSitemap: %s/sitemap.xml\n", s.web.BaseURL())
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return forEverybody(c, b.Bytes())
}

// security tells finders of a weakness where to write (RFC 9116).
func (s *information) security(c *fiber.Ctx) error {
	n, err := s.board.read(c.UserContext(), web.Of(c).Now)
	if err != nil {
		return err
	}
	contact := s.web.BaseURL() + "/segnalazione-disservizio"
	if n.Who.Email != "" {
		contact = "mailto:" + n.Who.Email
	}
	const life = 180 * 24 * time.Hour // less than a year, as the RFC asks
	expires := web.Of(c).Now.UTC().Truncate(24 * time.Hour).Add(life)
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return forEverybody(c, fmt.Appendf(nil, "Contact: %s\nExpires: %s\nPreferred-Languages: it, en\nCanonical: %s/.well-known/security.txt\n",
		contact, expires.Format(time.RFC3339), s.web.BaseURL()))
}

// forEverybody sends what holds nobody's data and may be kept for an hour.
func forEverybody(c *fiber.Ctx, body []byte) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.Send(body)
}
