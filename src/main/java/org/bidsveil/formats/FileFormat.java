package org.bidsveil.formats;

/**
 * The format of a file, as its first bytes give it and whatever its name says ({@link FirstBytes}).
 *
 * <p>Sources of the signatures: DICOM PS3.10 section 7.1; nifti1.h, nifti2.h and the ANALYZE 7.5
 * header; RFC 1952 and the format documents of bzip2, xz, zstd, lz4, ZIP, 7z, RAR and tar; the
 * standards of the pictures, sounds and videos; NumPy NEP 1; the HDF5 and netCDF file formats;
 * "MAT-File Format" (Level 5); FreeSurfer's {@code mghformat} and {@code TriangleSurface}; NRRD,
 * MetaImage, MRtrix, AFNI, VTK, Gmsh, STL, PLY, OBJ, OFF and GIFTI documents; EDF+ and BDF;
 * BrainVision core data format; FIFF; CTF MEG.
 */
public enum FileFormat {
  EMPTY(Nature.TEXT, "empty file"),
  TEXT(Nature.TEXT, "text"),
  HTML(Nature.PICTURE, "HTML page with pictures in it"),
  ENCODED(Nature.PICTURE, "text with encoded data in it, a picture perhaps"),
  SVG(Nature.PICTURE, "SVG picture"),

  NIFTI(Nature.VOLUME, "NIfTI image"),
  ANALYZE(Nature.VOLUME, "ANALYZE header"),
  DICOM(Nature.VOLUME, "DICOM file, with its header and its face"),
  MGH(Nature.VOLUME, "FreeSurfer volume"),
  NRRD(Nature.VOLUME, "NRRD image"),
  METAIMAGE(Nature.VOLUME, "MetaImage header"),
  MRTRIX(Nature.VOLUME, "MRtrix image"),
  AFNI(Nature.VOLUME, "AFNI header"),
  PHILIPS(Nature.VOLUME, "Philips PAR header"),
  NETCDF(Nature.ARRAY, "netCDF file, MINC perhaps"),

  GIFTI(Nature.SURFACE, "GIFTI surface or map"),
  FREESURFER_SURFACE(Nature.SURFACE, "FreeSurfer surface"),
  FREESURFER_CURVATURE(Nature.SURFACE, "FreeSurfer map on a surface"),
  STL(Nature.SURFACE, "STL surface"),
  PLY(Nature.SURFACE, "PLY surface"),
  OBJ(Nature.SURFACE, "OBJ surface"),
  OFF(Nature.SURFACE, "OFF surface"),
  GLTF(Nature.SURFACE, "glTF surface"),
  VTK(Nature.SURFACE, "VTK file"),
  MESH(Nature.SURFACE, "Gmsh mesh"),
  POINTS(Nature.SURFACE, "cloud of points"),

  PNG(Nature.PICTURE, "PNG picture"),
  JPEG(Nature.PICTURE, "JPEG picture"),
  JPEG2000(Nature.PICTURE, "JPEG 2000 picture"),
  GIF(Nature.PICTURE, "GIF picture"),
  TIFF(Nature.PICTURE, "TIFF picture"),
  WEBP(Nature.PICTURE, "WebP picture"),
  BMP(Nature.PICTURE, "BMP picture"),
  NETPBM(Nature.PICTURE, "Netpbm picture"),
  HEIF(Nature.PICTURE, "HEIF or AVIF picture"),
  PSD(Nature.PICTURE, "Photoshop picture"),

  MPEG4(Nature.MEDIA, "video or sound"),
  RIFF(Nature.MEDIA, "video or sound"),
  MATROSKA(Nature.MEDIA, "video or sound"),
  OGG(Nature.MEDIA, "video or sound"),
  FLAC(Nature.MEDIA, "sound"),
  MP3(Nature.MEDIA, "sound"),
  MPEG(Nature.MEDIA, "video"),

  GZIP(Nature.ARCHIVE, "gzip file"),
  BZIP2(Nature.ARCHIVE, "bzip2 file"),
  XZ(Nature.ARCHIVE, "xz file"),
  ZSTD(Nature.ARCHIVE, "zstd file"),
  LZ4(Nature.ARCHIVE, "lz4 file"),
  COMPRESS(Nature.ARCHIVE, "file of compress"),
  ZIP(Nature.ARCHIVE, "ZIP archive, which documents of offices and NumPy's npz are too"),
  SEVEN_ZIP(Nature.ARCHIVE, "7z archive"),
  RAR(Nature.ARCHIVE, "RAR archive"),
  TAR(Nature.ARCHIVE, "tar archive"),

  NPY(Nature.ARRAY, "NumPy array, which a scan may be"),
  HDF5(Nature.ARRAY, "HDF5 file, which MINC and MATLAB files are too"),
  MAT(Nature.ARRAY, "MATLAB file"),
  PICKLE(Nature.ARRAY, "Python pickle"),
  SQLITE(Nature.ARRAY, "SQLite database"),

  PDF(Nature.DOCUMENT, "PDF document"),
  OLE2(Nature.DOCUMENT, "document of an older office program"),
  RTF(Nature.DOCUMENT, "RTF document"),
  POSTSCRIPT(Nature.DOCUMENT, "PostScript document"),

  EDF(Nature.RECORDING, "EDF recording"),
  BDF(Nature.RECORDING, "BDF recording"),
  BRAINVISION(Nature.RECORDING, "BrainVision header"),
  FIFF(Nature.RECORDING, "FIFF recording"),
  CTF(Nature.RECORDING, "CTF recording"),
  MEF3(Nature.RECORDING, "MEF3 recording"),

  BINARY(Nature.UNKNOWN, "file of a format that is not known");

  /** The kind of content a format holds. */
  public enum Nature {
    TEXT,
    VOLUME,
    SURFACE,
    PICTURE,
    MEDIA,
    ARCHIVE,
    ARRAY,
    DOCUMENT,
    RECORDING,
    UNKNOWN
  }

  private final Nature nature;
  private final String words;

  FileFormat(Nature nature, String words) {
    this.nature = nature;
    this.words = words;
  }

  /** The kind of content this format holds. */
  public Nature nature() {
    return nature;
  }

  /** The name of the format, worded to fit into a sentence. */
  public String words() {
    return words;
  }
}
