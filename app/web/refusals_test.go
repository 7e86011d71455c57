package web_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"approdo/app/web/webtest"
)

// listening lets the site answer on a real socket and gives its address.
func listening(t *testing.T, s *webtest.Site) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Web.Serve(l) }()
	t.Cleanup(func() {
		_ = s.Web.Stop(t.Context())
		<-ended
	})
	return l.Addr().String()
}

// endless sends a head and then more than anybody takes, as somebody does who does not
// read the answer first. It gives the answer and how much was sent before it came.
func endless(t *testing.T, address, head string, piece []byte, most int) (*http.Response, string, int) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	sent := make(chan int, 1)
	go func() {
		n, _ := io.WriteString(conn, strings.ReplaceAll(head, "\n", "\r\n"))
		for n < most {
			m, err := conn.Write(piece)
			if n += m; err != nil {
				break
			}
		}
		sent <- n
	}()
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body), <-sent
}

func TestWhatIsTooLargeIsRefusedInTheReadersLanguage(t *testing.T) {
	s := uploads(t)
	address := listening(t, s)
	block := make([]byte, 32<<10)
	chunk := []byte(fmt.Sprintf("%x\r\n%s\r\n", len(block), block))
	declared := "Content-Length: 10737418240\n"
	multi := "Content-Type: multipart/form-data; boundary=A\n"
	for name, c := range map[string]struct{ path, head, says string }{
		"a form":             {"/eco", "Content-Type: application/x-www-form-urlencoded\n" + declared, s.Catalog.For("it").T("error.413.text")},
		"a file, declared":   {"/foto", multi + declared, "al massimo 10 MB"},
		"a file, in Arabic":  {"/ar/foto", multi + declared, s.Catalog.For("ar").T("files.upload.size", "Max", 10)},
		"without a length":   {"/ar/foto", multi + "Transfer-Encoding: chunked\n", s.Catalog.For("ar").T("files.upload.size", "Max", 10)},
		"a form, no length":  {"/ar/eco", "Content-Type: application/x-www-form-urlencoded\nTransfer-Encoding: chunked\n", s.Catalog.For("ar").T("error.413.text")},
		"nothing of a route": {"/ar/nulla", multi + declared, s.Catalog.For("ar").T("error.413.text")},
	} {
		t.Run(name, func(t *testing.T) {
			piece := block
			if strings.Contains(c.head, "chunked") {
				piece = chunk
			}
			res, body, _ := endless(t, address, "POST "+c.path+" HTTP/1.1\nHost: x\n"+c.head+"\n", piece, 20<<20)
			if res.StatusCode != 413 || !strings.Contains(body, c.says) {
				t.Errorf("%d, %q is not said", res.StatusCode, c.says)
			}
			if res.Header.Get("Content-Security-Policy") == "" || !res.Close {
				t.Errorf("the answer is bare: %v", res.Header)
			}
		})
	}
}

func TestABodyThatEndsTooSoonIsNoFile(t *testing.T) {
	s := uploads(t)
	address := listening(t, s)
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /foto HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=A\r\nContent-Length: 5000000\r\n\r\n--A\r\nContent-Dispo")
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode < 400 || res.StatusCode >= 500 {
		t.Errorf("%d", res.StatusCode)
	}
}
