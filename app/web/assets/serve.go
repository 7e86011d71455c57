package assets

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Serve answers GET and HEAD of Prefix + name: the packed form the browser takes,
// to be kept for a year, 304 for the ETag it already holds, 404 otherwise.
func (a *Assets) Serve(c *fiber.Ctx) error {
	f, ok := a.files[strings.TrimPrefix(c.Path(), Prefix)]
	if !ok {
		return fiber.ErrNotFound
	}
	body, encoding := f.pick(c.Get(fiber.HeaderAcceptEncoding))
	etag := `"` + f.hash + encoding + `"`
	c.Set(fiber.HeaderETag, etag)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	if f.br != nil {
		c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	}
	if strings.Contains(c.Get(fiber.HeaderIfNoneMatch), etag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	if encoding != "" {
		c.Set(fiber.HeaderContentEncoding, encoding)
	}
	c.Set(fiber.HeaderContentType, f.kind)
	c.Response().SetBodyRaw(body) // shared and never written to
	return nil
}

// pick chooses among the forms at hand by what the browser accepts.
func (f file) pick(accept string) (body []byte, encoding string) {
	switch {
	case f.br != nil && accepts(accept, "br"):
		return f.br, "br"
	case f.gz != nil && accepts(accept, "gzip"):
		return f.gz, "gzip"
	}
	return f.raw, ""
}

// accepts reads an Accept-Encoding header: named and not refused by q=0.
func accepts(header, encoding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.ReplaceAll(part, " ", ""), ";")
		if strings.EqualFold(name, encoding) {
			return q != "q=0" && !strings.HasPrefix(q, "q=0.000") && q != "q=0.0" && q != "q=0.00"
		}
	}
	return false
}
