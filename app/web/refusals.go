package web

import (
	"errors"
	"os"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"approdo/app/fault"
	"approdo/app/files"
)

// heads keeps the head of a request with a large body while the body comes in: when that
// fails the server forgets the head, and with it the reader's language.
type heads struct{ kept sync.Map } // *fasthttp.RequestHeader → its copy

func (h *heads) keep(head *fasthttp.RequestHeader) {
	kept := new(fasthttp.RequestHeader)
	head.CopyTo(kept)
	h.kept.Store(head, kept)
}

// restore gives a request its head back where it was lost.
func (h *heads) restore(head *fasthttp.RequestHeader) {
	if kept, ok := h.kept.LoadAndDelete(head); ok {
		kept.(*fasthttp.RequestHeader).CopyTo(head)
	}
}

func (h *heads) forget(head *fasthttp.RequestHeader) { h.kept.Delete(head) }

// arriving says, when the head of a request is here, how much may follow it and how long
// that may take. What is too large is refused before it is read.
func (a *App) arriving(head *fasthttp.RequestHeader) fasthttp.RequestConfig {
	a.heads.forget(head)
	if !head.IsPost() {
		return fasthttp.RequestConfig{MaxRequestBodySize: formLimit}
	}
	limit := a.limitOf(string(head.Method()), requestPath(head), string(head.ContentType()))
	size := head.ContentLength()
	chunked := size < 0 && len(head.Peek(fiber.HeaderTransferEncoding)) > 0
	if chunked || size > formLimit {
		a.heads.keep(head)
	}
	config := fasthttp.RequestConfig{MaxRequestBodySize: limit}
	if limit > formLimit {
		if chunked {
			size = limit
		}
		config.ReadTimeout = uploadTime(min(max(size, 0), limit))
	}
	return config
}

// requestPath is the address asked for, without language and query.
func requestPath(head *fasthttp.RequestHeader) string {
	path, _, _ := strings.Cut(string(head.RequestURI()), "?")
	_, path, _ = splitLang(path)
	return path
}

// limitOf is how large the body of a request may be: a route that takes files, or parts of
// them, takes more than a form.
func (a *App) limitOf(method, path, kind string) int {
	switch {
	case method != fiber.MethodPost:
	case strings.HasPrefix(kind, fiber.MIMEMultipartForm) && a.takesFile(path):
		return bodyLimit
	case strings.HasPrefix(kind, fiber.MIMEOctetStream) && a.takesPart(path):
		return files.MaxPart
	}
	return formLimit
}

// unread answers a request that could not be read to its end: too much, too slow, or no
// room for it now. Everything else is answered as the framework does.
func (a *App) unread(ctx *fasthttp.RequestCtx, err error, otherwise func(*fasthttp.RequestCtx, error)) {
	a.heads.restore(&ctx.Request.Header)
	conn, _ := ctx.Conn().(*arrival)
	upload := a.limitOf(string(ctx.Method()), requestPath(&ctx.Request.Header), string(ctx.Request.Header.ContentType())) > formLimit
	var said error
	switch {
	case errors.Is(err, fasthttp.ErrBodyTooLarge) && upload:
		said = fault.New(fault.TooLarge, "files.upload.size").With("Max", files.MaxUpload>>20)
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		said = fault.New(fault.TooLarge, "error.413.text")
	case errors.Is(err, errBusy):
		said = fault.New(fault.TooMany, "files.upload.busy")
	case upload && errors.Is(err, os.ErrDeadlineExceeded):
		said = fiber.NewError(fiber.StatusRequestTimeout)
	}
	c := a.Fiber.AcquireCtx(ctx)
	defer a.Fiber.ReleaseCtx(c)
	r := Of(c)
	r.ID, r.Now = newID(), a.now()
	tag, path, prefixed := splitLang(c.Path())
	if !prefixed {
		tag = "it"
	}
	a.use(c, r, tag, path)
	a.setHeaders(c)
	if said == nil {
		otherwise(ctx, err)
		return
	}
	if conn != nil {
		conn.refused = true
	}
	if a.onError(c, said) != nil {
		ctx.SetStatusCode(fiber.StatusBadRequest)
	}
	a.log.Info("request not read", "request", r.ID, "method", c.Method(), "status", c.Response().StatusCode(), "reason", err.Error())
}
