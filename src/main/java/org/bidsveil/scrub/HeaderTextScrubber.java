package org.bidsveil.scrub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.bidsveil.identifiers.KnownIdentifiers;
import org.bidsveil.identifiers.RuleTables;
import org.bidsveil.identifiers.ScrubAction;
import org.bidsveil.identifiers.ScrubCategory;
import org.bidsveil.identifiers.ScrubProfile;
import org.bidsveil.identifiers.ScrubRecord;
import org.bidsveil.identifiers.TextCheck;
import org.bidsveil.nifti.HeaderField;
import org.bidsveil.nifti.NiftiExtension;
import org.bidsveil.nifti.NiftiHeader;
import org.bidsveil.nifti.NiftiPreamble;

/**
 * Removes what identifies a person from the headers of images that are not anatomical scans:
 * functional, diffusion, perfusion images, field maps, label images, spectra. These are many and
 * large, and changing a header means compressing the file again; so a text stays when it is known
 * to be technical ({@code header_texts.tsv}) and contains nothing about the participant. Any other
 * text is removed, and so is every extension except those without which the file cannot be read
 * (CIFTI and NIfTI-MRS, whose texts are scrubbed) or that contain only numbers (frame times).
 */
public final class HeaderTextScrubber {
  /** nifti1.h and nifti2.h: the fields of free text. */
  private static final List<HeaderField> TEXTS =
      List.of(
          HeaderField.DATA_TYPE,
          HeaderField.DB_NAME,
          HeaderField.DESCRIP,
          HeaderField.AUX_FILE,
          HeaderField.INTENT_NAME,
          HeaderField.UNUSED_STR);

  private static final Map<String, List<Pattern>> TECHNICAL = RuleTables.technicalTexts();

  /** NIFTI_ECODE_CIFTI: what the rows and columns are. */
  private static final int CIFTI = 32;

  /** NIFTI_ECODE_VARIABLE_FRAME_TIMING: numbers. */
  private static final int FRAME_TIMES = 34;

  /** NIFTI_ECODE_MRS: JSON, with the frequency and nucleus that the standard requires. */
  private static final int SPECTROSCOPY = 44;

  private static final Pattern LETTERS = Pattern.compile("[A-Za-z^ ,.'_-]{6}");

  private final ScrubProfile profile;
  private final Set<Integer> kept;
  private final SidecarScrubber sidecars;

  /**
   * A scrubber for all images of a dataset.
   *
   * @param keptExtensions codes of further extensions that stay as they are
   * @param sidecars for extensions that are JSON
   */
  public HeaderTextScrubber(
      ScrubProfile profile, Set<Integer> keptExtensions, SidecarScrubber sidecars) {
    this.profile = profile;
    this.kept = Set.copyOf(keptExtensions);
    this.sidecars = sidecars;
  }

  /**
   * A header after the scrub.
   *
   * @param preamble empty where nothing is to be done
   * @param records what was done, in the order of the header
   */
  public record Scrubbed(Optional<NiftiPreamble> preamble, List<ScrubRecord> records) {
    public Scrubbed {
      records = List.copyOf(records);
    }
  }

  /**
   * Scrubs one header.
   *
   * @param path the file, for the records
   * @param known what is known to identify
   * @param dates what is done with dates in extensions that are JSON
   */
  public Scrubbed scrub(
      String path, NiftiPreamble preamble, KnownIdentifiers known, DatePolicy dates) {
    if (profile == ScrubProfile.NONE) {
      return new Scrubbed(Optional.empty(), List.of());
    }
    List<ScrubRecord> records = new ArrayList<>();
    TextCheck check = new TextCheck(known);
    NiftiHeader header = preamble.header();
    List<HeaderField> zeroed = new ArrayList<>();
    for (HeaderField field : TEXTS) {
      objection(header, field, check)
          .ifPresent(why -> {
            zeroed.add(field);
            records.add(removed(path, field.standardName(), why));
          });
    }
    List<NiftiExtension> extensions = new ArrayList<>();
    for (NiftiExtension extension : preamble.extensions()) {
      extension(path, extension, known, dates, records).ifPresent(extensions::add);
    }
    if (preamble.hasStrayBytes()) {
      records.add(removed(path, "padding", "bytes between header and voxels"));
    }
    return records.isEmpty()
        ? new Scrubbed(Optional.empty(), List.of())
        : new Scrubbed(Optional.of(preamble.with(header.withZeroed(zeroed), extensions)), records);
  }

  private Optional<String> objection(NiftiHeader header, HeaderField field, TextCheck check) {
    byte[] bytes = header.bytes(field);
    String all = new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    boolean technical =
        all.equals(header.text(field).strip())
            && TECHNICAL.getOrDefault(field.standardName(), List.of()).stream()
                .anyMatch(pattern -> pattern.matcher(all).matches());
    return technical ? check.objection(all, true) : Optional.of("not a technical text");
  }

  /** The extension as it stays; empty where it goes. */
  private Optional<NiftiExtension> extension(
      String path,
      NiftiExtension extension,
      KnownIdentifiers known,
      DatePolicy dates,
      List<ScrubRecord> records) {
    if (extension.ecode() == SPECTROSCOPY) {
      ScrubbedBytes scrubbed =
          sidecars.scrub(path, withoutPadding(extension.content()), known, dates);
      records.addAll(scrubbed.records());
      return Optional.of(
          scrubbed.isChanged() ? new NiftiExtension(SPECTROSCOPY, scrubbed.bytes()) : extension);
    }
    if (kept.contains(extension.ecode())) {
      return Optional.of(extension);
    }
    String name = "extension " + extension.ecode();
    if (extension.ecode() == CIFTI) {
      CiftiTexts texts = CiftiTexts.of(extension.content(), new TextCheck(known));
      texts.reasons().forEach(why -> records.add(removed(path, name, why)));
      return Optional.of(
          texts.reasons().isEmpty() ? extension : new NiftiExtension(CIFTI, texts.content()));
    }
    if (extension.ecode() == FRAME_TIMES && !holdsText(extension.content())) {
      return Optional.of(extension);
    }
    records.add(removed(path, name, "header extension"));
    return Optional.empty();
  }

  /** Numbers as floats hardly ever read as six letters in a row. */
  private static boolean holdsText(byte[] content) {
    return LETTERS.matcher(new String(content, StandardCharsets.ISO_8859_1)).find();
  }

  private static byte[] withoutPadding(byte[] content) {
    int end = content.length;
    while (end > 0 && content[end - 1] == 0) {
      end--;
    }
    return Arrays.copyOf(content, end);
  }

  private static ScrubRecord removed(String path, String key, String rule) {
    return new ScrubRecord(path, key, ScrubCategory.TEXT, ScrubAction.REMOVE, rule);
  }
}
