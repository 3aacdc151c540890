//! Uploaded logos: decoded within limits and encoded again, so that nothing of the uploaded file itself is ever served.

use image::{ImageError, ImageFormat, ImageReader, Limits, imageops::FilterType};
use sha2::{Digest as _, Sha256};
use std::io::Cursor;

/// The largest accepted file, in bytes.
pub const LARGEST: usize = 1 << 20;
/// The largest accepted width and height, in pixels.
const MOST_PIXELS: u32 = 4_096;
/// The memory that decoding may use, in bytes.
const MOST_MEMORY: u64 = 64 << 20;
/// The largest stored width and height, in pixels: four times what pages show, for high-density screens.
const KEPT: (u32, u32) = (576, 144);

/// Why a file is not accepted as a logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotALogo {
    #[error("no PNG, JPEG or WebP image")]
    NoImage,
    #[error("too large")]
    TooLarge,
}

/// Decodes a PNG, JPEG or WebP image. Returns its name, which is the SHA-256 of the stored image in hex, and the image
/// as PNG, scaled down if it is too large to store.
pub fn read(file: &[u8]) -> Result<(String, Vec<u8>), NotALogo> {
    if file.len() > LARGEST {
        return Err(NotALogo::TooLarge);
    }
    let mut reader = ImageReader::new(Cursor::new(file)).with_guessed_format().map_err(|_| NotALogo::NoImage)?;
    if !matches!(reader.format(), Some(ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP)) {
        return Err(NotALogo::NoImage);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(MOST_PIXELS);
    limits.max_image_height = Some(MOST_PIXELS);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let image = reader.decode().map_err(|error| match error {
        ImageError::Limits(_) => NotALogo::TooLarge,
        _ => NotALogo::NoImage,
    })?;
    let (width, height) = KEPT;
    let is_small = image.width() <= width && image.height() <= height;
    let image = if is_small { image } else { image.resize(width, height, FilterType::Lanczos3) };
    let mut png = Vec::new();
    image.into_rgba8().write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(|_| NotALogo::NoImage)?;
    Ok((hex::encode(Sha256::digest(&png)), png))
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, RgbaImage};
    use rstest::rstest;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = DynamicImage::ImageRgba8(RgbaImage::from_pixel(width, height, image::Rgba([9, 99, 199, 255])));
        let mut file = Vec::new();
        image.to_rgb8().write_to(&mut Cursor::new(&mut file), format).unwrap();
        file
    }

    #[rstest]
    #[case(ImageFormat::Png, (100, 50), (100, 50))]
    #[case(ImageFormat::Jpeg, (1_152, 288), (576, 144))]
    #[case(ImageFormat::WebP, (1_000, 1_000), (144, 144))]
    fn an_image_is_written_anew_and_fits(
        #[case] format: ImageFormat,
        #[case] of: (u32, u32),
        #[case] kept: (u32, u32),
    ) {
        let (name, png) = read(&file(of.0, of.1, format)).unwrap();
        let again = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
        assert_eq!((again.width(), again.height()), kept);
        assert_eq!(name.len(), 64);
    }

    #[test]
    fn nothing_of_what_came_with_it_is_kept() {
        let mut png = file(10, 10, ImageFormat::Png);
        png.extend_from_slice(b"<script>alert(1)</script>");
        let (_, kept) = read(&png).unwrap();
        assert!(!kept.windows(8).any(|part| part == b"<script>"));
    }

    #[rstest]
    #[case(b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), NotALogo::NoImage)]
    #[case(b"GIF89a".to_vec(), NotALogo::NoImage)]
    #[case(Vec::new(), NotALogo::NoImage)]
    #[case(vec![0; LARGEST + 1], NotALogo::TooLarge)]
    #[case(file(MOST_PIXELS + 1, 1, ImageFormat::Png), NotALogo::TooLarge)]
    fn what_is_none_is_refused(#[case] file: Vec<u8>, #[case] why: NotALogo) {
        assert_eq!(read(&file), Err(why));
    }

    #[test]
    fn an_image_cut_short_is_refused() {
        let whole = file(64, 64, ImageFormat::Png);
        assert_eq!(read(&whole[..whole.len() / 2]), Err(NotALogo::NoImage));
    }
}
