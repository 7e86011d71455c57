package inspect

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// scene is a photo with a red top, blue bottom and a green left edge.
func scene(wide, high int) *image.RGBA {
	p := image.NewRGBA(image.Rect(0, 0, wide, high))
	for y := range high {
		for x := range wide {
			c := color.RGBA{255, 0, 0, 255}
			if y >= high/2 {
				c = color.RGBA{0, 0, 255, 255}
			}
			if x < wide/4 {
				c = color.RGBA{0, 255, 0, 255}
			}
			p.SetRGBA(x, y, c)
		}
	}
	return p
}

func asJPEG(t testing.TB, p image.Image, turn int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	if turn == 0 {
		return b.Bytes()
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x02" +
		"\x01\x0f\x00\x02\x00\x00\x00\x04GPS!" + "\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(turn)) + "\x00\x00"
	head := []byte{0xff, 0xe1, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(exif)+2))
	out := append([]byte{0xff, 0xd8}, head...)
	return append(append(out, exif...), b.Bytes()[2:]...)
}

func asPNG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// onThePage is the picture in a PDF of ours.
func onThePage(t testing.TB, clean []byte) image.Image {
	t.Helper()
	x, err := readPDF(clean)
	if err != nil {
		t.Fatal(err)
	}
	c := newCopier(x.XRefTable, clean)
	for number := range x.Table {
		if s, ok := c.get(ref(number)).(types.StreamDict); ok && name(s.Dict["Subtype"]) == "Image" {
			p, err := jpeg.Decode(bytes.NewReader(s.Raw))
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
	}
	t.Fatal("no picture")
	return nil
}

func colour(p image.Image, x, y int) string {
	r, g, b, _ := p.At(x, y).RGBA()
	switch {
	case r > 0xc000 && g < 0x4000:
		return "red"
	case g > 0xc000 && r < 0x4000:
		return "green"
	case b > 0xc000 && r < 0x4000:
		return "blue"
	}
	return fmt.Sprint(r>>8, " ", g>>8, " ", b>>8)
}

// TestAPhotoStandsUpright, however the telephone was held, and tells nothing but itself.
func TestAPhotoStandsUpright(t *testing.T) {
	i := inspector(t)
	upright := map[int]string{ // the colours of the corners, clockwise from the upper left
		0: "green red blue green", 1: "green red blue green", 2: "red green green blue", 3: "blue green green red", 4: "green blue red green",
		5: "green green blue red", 6: "green green red blue", 7: "blue red green green", 8: "red blue green green",
	}
	for turn, want := range upright {
		m, clean := taken(t, i, asJPEG(t, scene(400, 300), turn))
		p := onThePage(t, clean)
		b := p.Bounds()
		if lying := b.Dx() > b.Dy(); lying != (turn < 5) || m.Pages != 1 || m.Kind != JPEG {
			t.Errorf("turn %d: %v, made %+v", turn, b, m)
		}
		got := strings.Join([]string{colour(p, 5, 5), colour(p, b.Dx()-6, 5), colour(p, b.Dx()-6, b.Dy()-6), colour(p, 5, b.Dy()-6)}, " ")
		if got != want {
			t.Errorf("turn %d: corners %s, want %s", turn, got, want)
		}
		if bytes.Contains(clean, []byte("GPS")) || bytes.Contains(clean, []byte("Exif")) {
			t.Errorf("turn %d: what the camera wrote is still there", turn)
		}
		harmless(t, clean)
	}
}

// TestPhotosBecomePages, in their order, scaled down, of A4.
func TestPhotosBecomePages(t *testing.T) {
	i := inspector(t)
	paths := []string{file(t, asJPEG(t, scene(3000, 4000), 0)), file(t, asPNG(t, scene(800, 600)))}
	m, err := i.MakeAll(t.Context(), paths, []string{"1.jpg", "2.png"})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	clean, err := readFile(m.Path)
	if err != nil || m.Pages != 2 {
		t.Fatalf("%d pages, %v", m.Pages, err)
	}
	sizes := regexp.MustCompile(`/Height (\d+)`).FindAllSubmatch(clean, -1)
	if len(sizes) != 2 || string(sizes[0][1]) != "2000" || string(sizes[1][1]) != "600" {
		t.Errorf("heights %q", sizes)
	}
	if !bytes.Contains(clean, []byte("/MediaBox [0 0 595.28 841.89]")) || !bytes.Contains(clean, []byte("/MediaBox [0 0 841.89 595.28]")) {
		t.Error("the pages are no A4")
	}
	_, err = i.MakeAll(context.Background(), []string{paths[0], file(t, plain("x").bytes())}, []string{"1.jpg", "cv.pdf"})
	if got := keyOf(t, err); got != refusedMixed {
		t.Errorf("a photo and a PDF: %s", got)
	}
}

// TestSeeThroughPicturesAreOnWhite: a scan saved with a transparent ground can be read.
func TestSeeThroughPicturesAreOnWhite(t *testing.T) {
	p := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	_, clean := taken(t, inspector(t), asPNG(t, p))
	if got := colour(onThePage(t, clean), 20, 20); got != "255 255 255" {
		t.Errorf("the ground is %s", got)
	}
}

// hugePNG says that it is so large, and is 60 KB of nothing.
func hugePNG(wide, high uint32) []byte {
	chunk := func(kind string, data []byte) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
		b = append(append(b, kind...), data...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, wide), high)
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write(make([]byte, 60<<20))
	_ = w.Close()
	out := append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(head, 8, 6, 0, 0, 0))...)
	return append(append(out, chunk("IDAT", z.Bytes())...), chunk("IEND", nil)...)
}

// TestHostilePictures are refused before anything is unpacked.
func TestHostilePictures(t *testing.T) {
	unraced(t)
	i := inspector(t)
	whole := asJPEG(t, scene(400, 300), 0)
	wide := bytes.Replace(whole, []byte{0xff, 0xc0, 0, 17, 8, 1, 44, 1, 144}, []byte{0xff, 0xc0, 0, 17, 8, 0x4e, 0x20, 0x4e, 0x20}, 1)
	passes := bytes.Replace(whole, []byte{0xff, 0xc0, 0, 17, 8, 1, 44, 1, 144}, []byte{0xff, 0xc2, 0, 17, 8, 0x17, 0x70, 0x17, 0x70}, 1)
	for what, c := range map[string]struct {
		data []byte
		want string
	}{
		"60 000 by 60 000":            {hugePNG(60_000, 60_000), refusedPicture},
		"12 000 by 12 000":            {hugePNG(12_000, 12_000), refusedPicture},
		"400 MP, it says":             {wide, refusedPicture},
		"36 MP in passes":             {passes, refusedPicture},
		"48 MP of a telephone":        {asJPEG(t, image.NewYCbCr(image.Rect(0, 0, 8000, 6000), image.YCbCrSubsampleRatio420), 6), ""},
		"cut off":                     {whole[:len(whole)/2], refusedBroken},
		"a head alone":                {whole[:20], refusedBroken},
		"a PNG that is cut off":       {hugePNG(3_000, 3_000)[:20_000], refusedBroken},
		"a photo that is an archive":  {append([]byte("\xff\xd8\xff\xe0"), archive(t, map[string]string{"a": "b"})...), refusedBroken},
		"a size of none":              {hugePNG(0, 10), refusedBroken},
		"an orientation out of reach": {bytes.Replace(asJPEG(t, scene(40, 30), 6), []byte("\x00\x00\x00\x08\x00\x02"), []byte("\xff\xff\xff\xf8\x00\x02"), 1), ""},
	} {
		if got := refusedAs(t, i, c.data); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
	}
}
