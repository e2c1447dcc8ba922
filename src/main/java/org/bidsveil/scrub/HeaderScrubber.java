package org.bidsveil.scrub;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubCategory;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.nifti.HeaderField;
import org.bidsveil.nifti.NiftiExtension;
import org.bidsveil.nifti.NiftiHeader;
import org.bidsveil.nifti.NiftiImage;
import org.bidsveil.nifti.NiftiPreamble;

/**
 * Removes what identifies a person from NIfTI headers: the free-text fields, including the bytes
 * after their NUL (SPM writes date and time into descrip, dcm2niix the comment on the image into
 * aux_file), unused fields, header extensions, and the padding before the voxels. Nothing that
 * places or scales voxels is touched.
 */
public final class HeaderScrubber {
  /** nifti1.h and nifti2.h: free text, or "UNUSED". */
  private static final List<HeaderField> FIELDS =
      List.of(
          HeaderField.DATA_TYPE,
          HeaderField.DB_NAME,
          HeaderField.EXTENTS,
          HeaderField.SESSION_ERROR,
          HeaderField.REGULAR,
          HeaderField.DESCRIP,
          HeaderField.AUX_FILE,
          HeaderField.INTENT_NAME,
          HeaderField.UNUSED_STR);

  /** nifti1.h, "UNUSED": one character or number each, which ANALYZE programs set. */
  private static final Set<String> NUMBERS =
      Set.of(
          HeaderField.EXTENTS.standardName(),
          HeaderField.SESSION_ERROR.standardName(),
          HeaderField.REGULAR.standardName());

  private final ScrubProfile profile;
  private final Set<Integer> keptExtensions;

  /**
   * A scrubber for all images of a dataset.
   *
   * @param profile {@link ScrubProfile#NONE} leaves headers as they are
   * @param keptExtensions codes of extensions that stay as they are, such as 32 for CIFTI
   */
  public HeaderScrubber(ScrubProfile profile, Set<Integer> keptExtensions) {
    this.profile = profile;
    this.keptExtensions = Set.copyOf(keptExtensions);
  }

  /**
   * An image with a scrubbed header.
   *
   * @param image the same voxels
   * @param records what was done, in the order of the header
   */
  public record Scrubbed(NiftiImage image, List<ScrubRecord> records) {
    public Scrubbed {
      records = List.copyOf(records);
    }
  }

  /** Scrubs one header and drops the extensions and the padding. */
  public Scrubbed scrub(String path, NiftiImage image) {
    if (profile == ScrubProfile.NONE) {
      return new Scrubbed(image, List.of());
    }
    List<ScrubRecord> records = records(path, image.header(), image.extensions());
    NiftiHeader header = image.header();
    NiftiImage scrubbed =
        image
            .withHeader(header.withZeroed(FIELDS))
            .keepingExtensions(extension -> keptExtensions.contains(extension.ecode()));
    return new Scrubbed(scrubbed, records);
  }

  /**
   * What a header says about a person; unused numbers, which every converter sets, do not count.
   */
  public List<ScrubRecord> telling(String path, NiftiImage image) {
    return telling(path, image.header(), image.extensions());
  }

  /** What a header says about a person, where only the bytes before the voxels were read. */
  public List<ScrubRecord> telling(String path, NiftiPreamble preamble) {
    List<ScrubRecord> records = telling(path, preamble.header(), preamble.extensions());
    if (preamble.hasStrayBytes() && profile != ScrubProfile.NONE) {
      records.add(record(path, "padding", "bytes between header and voxels"));
    }
    return records;
  }

  private List<ScrubRecord> telling(
      String path, NiftiHeader header, List<NiftiExtension> extensions) {
    List<ScrubRecord> records = new ArrayList<>();
    if (profile != ScrubProfile.NONE) {
      records.addAll(records(path, header, extensions));
      records.removeIf(r -> NUMBERS.contains(r.key()));
    }
    return records;
  }

  private List<ScrubRecord> records(
      String path, NiftiHeader header, List<NiftiExtension> extensions) {
    List<ScrubRecord> records = new ArrayList<>();
    for (HeaderField field : FIELDS) {
      if (!isZero(header.bytes(field))) {
        records.add(record(path, field.standardName(), field.standardName()));
      }
    }
    for (NiftiExtension extension : extensions) {
      if (!keptExtensions.contains(extension.ecode())) {
        records.add(record(path, "extension " + extension.ecode(), "header extension"));
      }
    }
    return records;
  }

  private static ScrubRecord record(String path, String key, String rule) {
    return new ScrubRecord(path, key, ScrubCategory.TEXT, ScrubAction.REMOVE, rule);
  }

  private static boolean isZero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
