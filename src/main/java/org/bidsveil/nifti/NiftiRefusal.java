package org.bidsveil.nifti;

import org.bidsveil.files.Refusal;
import org.bidsveil.files.Refusal.Kind;

/** Every reason for which an image is not read or not rewritten. */
final class NiftiRefusal {
  private static final String FETCH_AGAIN = "Fetch or export the file again.";
  private static final String CONVERT_AGAIN =
      "Convert the scan again from its source, for example with dcm2niix.";

  private NiftiRefusal() {}

  static Refusal empty() {
    return bad(
        "nifti-empty",
        "The image file holds no bytes.",
        "Fetch its content (datalad get, git annex get) or export it again.");
  }

  static Refusal notNifti() {
    return bad(
        "nifti-not-nifti",
        "The file does not start with a NIfTI-1 or NIfTI-2 header.",
        "Give a .nii or .nii.gz file.");
  }

  static Refusal pair() {
    return bad(
        "nifti-pair",
        "The image is a .hdr/.img pair, which BIDS does not allow.",
        "Convert it to one .nii.gz file.");
  }

  static Refusal truncated(String sentence) {
    return bad("nifti-truncated", sentence, FETCH_AGAIN);
  }

  static Refusal dimensions(String sentence) {
    return bad("nifti-dimensions", sentence, CONVERT_AGAIN);
  }

  static Refusal tooLarge(String sentence) {
    return bad(
        "nifti-too-large",
        sentence,
        "Split it along its fourth dimension or resample it to fewer than 2 GiB of voxels.");
  }

  static Refusal voxOffset(double voxOffset) {
    return bad(
        "nifti-vox-offset",
        "The header places the voxels at byte "
            + voxOffset
            + ", which is not behind the header and inside the file.",
        CONVERT_AGAIN);
  }

  static Refusal datatype(long code) {
    return bad(
        "nifti-datatype-unknown",
        "The header names voxel type " + code + ", which the standard does not have.",
        CONVERT_AGAIN);
  }

  static Refusal datatypeUnsupported(NiftiDatatype type) {
    return bad(
        "nifti-datatype-unsupported",
        "The voxels are " + type + ", whose layout differs between machines.",
        "Convert them to FLOAT64 or COMPLEX128.");
  }

  static Refusal intercept(double inter) {
    return bad(
        "nifti-scaling",
        "The header scales the voxels with the intercept " + inter + ".",
        "Set scl_inter to the value that was meant, or scl_slope to 0.");
  }

  static Refusal affine(AffineSource source) {
    return bad(
        "nifti-affine-singular",
        "The header's "
            + source.standardName()
            + " does not map voxels to a place in space: it is singular or not finite.",
        repair(source));
  }

  static Refusal affineImplausible(AffineSource source, String finding) {
    return bad(
        "nifti-affine-implausible",
        "The header's " + source.standardName() + " " + finding + ".",
        repair(source));
  }

  private static String repair(AffineSource source) {
    return switch (source) {
      case SFORM -> "Repair the sform, or set sform_code to 0 if the qform is right.";
      case QFORM ->
          "Repair the qform, or set qform_code to 0 if the voxel sizes in pixdim are right.";
      case PIXDIM -> "Repair the voxel sizes in pixdim.";
    };
  }

  static Refusal extensionsDamaged() {
    return bad(
        "nifti-extensions-damaged",
        "The list of header extensions breaks off, so those to keep cannot be told apart.",
        "Let every extension be removed, or repair the file.");
  }

  static Refusal trailing(long limit) {
    return bad(
        "nifti-gzip-too-long",
        "The compressed file goes on for more than " + limit + " bytes behind the last voxel.",
        "Compress the image again without what follows the voxels.");
  }

  private static Refusal bad(String name, String sentence, String remedy) {
    return new Refusal(Kind.BAD_DATA, name, sentence, remedy);
  }
}
