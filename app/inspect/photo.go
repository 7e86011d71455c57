package inspect

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"os"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Bounds of a photo.
const (
	mostSide   = 20_000   // points
	mostMemory = 80 << 20 // bytes a decoded photo takes
	keptSide   = 1600     // points the longer side keeps at least: 140 to the inch on A4, at most 280
	quality    = 78
)

// photosPDF writes a PDF with a photo on each page.
func photosPDF(names []string) (verdict, error) {
	w := newWriter()
	tree := w.number()
	kids := types.Array{}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return verdict{}, err
		}
		picture, err := shrunk(data)
		if err != nil {
			return verdict{}, err
		}
		p, err := w.photo(picture, tree)
		if err != nil {
			return verdict{}, err
		}
		kids = append(kids, p)
	}
	w.object(tree, types.Dict{"Type": types.Name("Pages"), "Kids": kids, "Count": types.Integer(len(kids))})
	root := w.add(types.Dict{"Type": types.Name("Catalog"), "Pages": ref(tree)})
	info := w.add(types.Dict{"Producer": types.StringLiteral("Approdo")})
	w.end(root, info, []byte(fmt.Sprint(len(names), w.buf.Len())))
	if err := prove(w.bytes(), len(kids)); err != nil {
		return verdict{}, err
	}
	return verdict{Pages: len(kids)}, os.WriteFile(outputPDF, w.bytes(), 0o600)
}

// photo writes a page of A4, upright or lying as the photo is, with the photo on it.
func (w *writer) photo(picture *image.RGBA, tree int) (types.IndirectRef, error) {
	var data bytes.Buffer
	if err := jpeg.Encode(&data, picture, &jpeg.Options{Quality: quality}); err != nil {
		return types.IndirectRef{}, err
	}
	wide, high := picture.Rect.Dx(), picture.Rect.Dy()
	img := w.add(types.StreamDict{Dict: types.Dict{
		"Type": types.Name("XObject"), "Subtype": types.Name("Image"), "Width": types.Integer(wide), "Height": types.Integer(high),
		"ColorSpace": types.Name("DeviceRGB"), "BitsPerComponent": types.Integer(8), "Filter": types.Name("DCTDecode"),
	}, Raw: data.Bytes()})
	page := [2]float64{595.28, 841.89}
	if wide > high {
		page[0], page[1] = page[1], page[0]
	}
	const margin = 14.0
	scale := min((page[0]-2*margin)/float64(wide), (page[1]-2*margin)/float64(high))
	x, y := float64(wide)*scale, float64(high)*scale
	content := fmt.Sprintf("q %.2f 0 0 %.2f %.2f %.2f cm /Photo Do Q", x, y, (page[0]-x)/2, (page[1]-y)/2)
	return w.add(types.Dict{
		"Type": types.Name("Page"), "Parent": ref(tree),
		"MediaBox":  types.Array{types.Integer(0), types.Integer(0), types.Float(page[0]), types.Float(page[1])},
		"Resources": types.Dict{"XObject": types.Dict{"Photo": img}},
		"Contents":  w.add(types.StreamDict{Dict: types.Dict{}, Raw: []byte(content)}),
	}), nil
}

// shrunk is the photo upright, at the size it is kept.
func shrunk(data []byte) (*image.RGBA, error) {
	decode, turn := png.Decode, 1
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if kindOf(data) == JPEG {
		size, err = jpeg.DecodeConfig(bytes.NewReader(data))
		decode, turn = jpeg.Decode, orientation(data)
	}
	if err != nil {
		return nil, refusal(refusedBroken)
	}
	if size.Width < 1 || size.Height < 1 {
		return nil, refusal(refusedBroken)
	}
	if size.Width > mostSide || size.Height > mostSide || decodedSize(size, data) > mostMemory {
		return nil, refusal(refusedPicture)
	}
	picture, err := decode(bytes.NewReader(data))
	if err != nil {
		return nil, refusal(refusedBroken)
	}
	return upright(shrink(picture), turn), nil
}

// decodedSize is the memory the decoder will ask for.
func decodedSize(c image.Config, data []byte) int64 {
	points := int64(c.Width) * int64(c.Height)
	if kindOf(data) == PNG {
		switch c.ColorModel {
		case color.GrayModel:
			return points
		case color.RGBA64Model, color.NRGBA64Model:
			return points * 8
		case color.Gray16Model:
			return points * 2
		case color.RGBAModel, color.NRGBAModel:
			return points * 4
		}
		return points // a palette
	}
	return int64(float64(points) * frameBytes(data))
}

// shrink makes a picture smaller by the mean of the points that become one, white where
// it can be seen through. It goes strip by strip: the picture stands in memory once.
func shrink(from image.Image) *image.RGBA {
	b := from.Bounds()
	factor := max(1, max(b.Dx(), b.Dy())/keptSide)
	wide, high := max(1, b.Dx()/factor), max(1, b.Dy()/factor)
	to := image.NewRGBA(image.Rect(0, 0, wide, high))
	strip := image.NewRGBA(image.Rect(0, 0, wide*factor, factor))
	for y := range high {
		draw.Draw(strip, strip.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(strip, strip.Rect, from, image.Pt(b.Min.X, b.Min.Y+y*factor), draw.Over)
		for x := range wide {
			mean(to.Pix[y*to.Stride+4*x:], strip, x*factor, factor)
		}
	}
	return to
}

// mean writes the mean colour of a square of a strip.
func mean(to []byte, strip *image.RGBA, x, side int) {
	var sum [4]int
	for y := range side {
		row := strip.Pix[y*strip.Stride+4*x:]
		for i := range 4 * side {
			sum[i%4] += int(row[i])
		}
	}
	for i := range sum {
		to[i] = byte(sum[i] / (side * side))
	}
}

// upright turns a picture as its orientation says: 1 is upright already.
func upright(p *image.RGBA, turn int) *image.RGBA {
	if turn < 2 || turn > 8 {
		return p
	}
	wide, high := p.Rect.Dx(), p.Rect.Dy()
	to := image.NewRGBA(image.Rect(0, 0, wide, high))
	if turn >= 5 {
		to = image.NewRGBA(image.Rect(0, 0, high, wide))
	}
	for y := range high {
		for x := range wide {
			nx, ny := x, y
			switch turn {
			case 2:
				nx = wide - 1 - x
			case 3:
				nx, ny = wide-1-x, high-1-y
			case 4:
				ny = high - 1 - y
			case 5:
				nx, ny = y, x
			case 6:
				nx, ny = high-1-y, x
			case 7:
				nx, ny = high-1-y, wide-1-x
			case 8:
				nx, ny = y, wide-1-x
			}
			copy(to.Pix[ny*to.Stride+4*nx:][:4], p.Pix[y*p.Stride+4*x:][:4])
		}
	}
	return to
}
