package org.bidsveil.plan;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bidsveil.external.BidsValidator;
import org.bidsveil.external.ValidationError;
import org.bidsveil.files.Refusal;

/** The BIDS validation before the participant level, as users of BIDS Apps expect it. */
public final class Validation {

  /** So many errors are shown; the validator itself shows all. */
  private static final int SHOWN = 3;

  private Validation() {}

  /**
   * Refuses a dataset in which the validator finds an error. Errors that concern only participants
   * without a scan in the plan do not count: one participant's job does not wait for another's
   * data.
   *
   * @param validator the validator, if there is one
   * @param notes receives a sentence when there is no validator
   * @throws Refusal bids-validation-failed; validator-failed
   */
  public static void require(
      RunPlan plan, Optional<BidsValidator> validator, Consumer<String> notes) {
    if (plan.configuration().skipValidation()) {
      return;
    }
    if (validator.isEmpty()) {
      notes.accept("the dataset is not validated: there is no bids-validator on the PATH.");
      return;
    }
    List<ValidationError> errors =
        validator.get().errorsOf(plan.configuration().dataset()).stream()
            .filter(error -> error.concerns(plan.subjects()))
            .toList();
    if (!errors.isEmpty()) {
      throw new Refusal(
          Refusal.Kind.INVALID_BIDS,
          "bids-validation-failed",
          "bids-validator finds "
              + (errors.size() == 1 ? "an error: " : errors.size() + " kinds of errors: ")
              + errors.stream()
                  .limit(SHOWN)
                  .map(ValidationError::toString)
                  .collect(Collectors.joining("; "))
              + (errors.size() > SHOWN ? "; ..." : "."),
          "Repair the dataset, or give --skip_bids_validation; nothing was changed.");
    }
  }
}
