package org.bidsveil.nifti;

import static org.bidsveil.nifti.FieldType.FLOAT32;
import static org.bidsveil.nifti.FieldType.FLOAT64;
import static org.bidsveil.nifti.FieldType.INT16;
import static org.bidsveil.nifti.FieldType.INT32;
import static org.bidsveil.nifti.FieldType.INT64;
import static org.bidsveil.nifti.FieldType.TEXT;
import static org.bidsveil.nifti.FieldType.UINT8;
import static org.bidsveil.nifti.HeaderSlot.absent;
import static org.bidsveil.nifti.HeaderSlot.slot;

import java.util.Optional;

/**
 * Every field of both header versions: its name in the standard, and its place in the 348 bytes of
 * NIfTI-1 (nifti1.h, struct nifti_1_header) and in the 540 bytes of NIfTI-2 (nifti2.h, struct
 * nifti_2_header).
 */
@SuppressWarnings("ImmutableEnumChecker") // an optional record of a type and two ints is immutable
public enum HeaderField {
  SIZEOF_HDR("sizeof_hdr", slot(INT32, 0), slot(INT32, 0)),
  DATA_TYPE("data_type", slot(TEXT, 4, 10), absent()),
  DB_NAME("db_name", slot(TEXT, 14, 18), absent()),
  EXTENTS("extents", slot(INT32, 32), absent()),
  SESSION_ERROR("session_error", slot(INT16, 36), absent()),
  REGULAR("regular", slot(TEXT, 38, 1), absent()),
  DIM_INFO("dim_info", slot(UINT8, 39), slot(UINT8, 524)),
  DIM("dim", slot(INT16, 40, 8), slot(INT64, 16, 8)),
  INTENT_P1("intent_p1", slot(FLOAT32, 56), slot(FLOAT64, 80)),
  INTENT_P2("intent_p2", slot(FLOAT32, 60), slot(FLOAT64, 88)),
  INTENT_P3("intent_p3", slot(FLOAT32, 64), slot(FLOAT64, 96)),
  INTENT_CODE("intent_code", slot(INT16, 68), slot(INT32, 504)),
  DATATYPE("datatype", slot(INT16, 70), slot(INT16, 12)),
  BITPIX("bitpix", slot(INT16, 72), slot(INT16, 14)),
  SLICE_START("slice_start", slot(INT16, 74), slot(INT64, 224)),
  PIXDIM("pixdim", slot(FLOAT32, 76, 8), slot(FLOAT64, 104, 8)),
  VOX_OFFSET("vox_offset", slot(FLOAT32, 108), slot(INT64, 168)),
  SCL_SLOPE("scl_slope", slot(FLOAT32, 112), slot(FLOAT64, 176)),
  SCL_INTER("scl_inter", slot(FLOAT32, 116), slot(FLOAT64, 184)),
  SLICE_END("slice_end", slot(INT16, 120), slot(INT64, 232)),
  SLICE_CODE("slice_code", slot(UINT8, 122), slot(INT32, 496)),
  XYZT_UNITS("xyzt_units", slot(UINT8, 123), slot(INT32, 500)),
  CAL_MAX("cal_max", slot(FLOAT32, 124), slot(FLOAT64, 192)),
  CAL_MIN("cal_min", slot(FLOAT32, 128), slot(FLOAT64, 200)),
  SLICE_DURATION("slice_duration", slot(FLOAT32, 132), slot(FLOAT64, 208)),
  TOFFSET("toffset", slot(FLOAT32, 136), slot(FLOAT64, 216)),
  GLMAX("glmax", slot(INT32, 140), absent()),
  GLMIN("glmin", slot(INT32, 144), absent()),
  DESCRIP("descrip", slot(TEXT, 148, 80), slot(TEXT, 240, 80)),
  AUX_FILE("aux_file", slot(TEXT, 228, 24), slot(TEXT, 320, 24)),
  QFORM_CODE("qform_code", slot(INT16, 252), slot(INT32, 344)),
  SFORM_CODE("sform_code", slot(INT16, 254), slot(INT32, 348)),
  QUATERN_B("quatern_b", slot(FLOAT32, 256), slot(FLOAT64, 352)),
  QUATERN_C("quatern_c", slot(FLOAT32, 260), slot(FLOAT64, 360)),
  QUATERN_D("quatern_d", slot(FLOAT32, 264), slot(FLOAT64, 368)),
  QOFFSET_X("qoffset_x", slot(FLOAT32, 268), slot(FLOAT64, 376)),
  QOFFSET_Y("qoffset_y", slot(FLOAT32, 272), slot(FLOAT64, 384)),
  QOFFSET_Z("qoffset_z", slot(FLOAT32, 276), slot(FLOAT64, 392)),
  SROW_X("srow_x", slot(FLOAT32, 280, 4), slot(FLOAT64, 400, 4)),
  SROW_Y("srow_y", slot(FLOAT32, 296, 4), slot(FLOAT64, 432, 4)),
  SROW_Z("srow_z", slot(FLOAT32, 312, 4), slot(FLOAT64, 464, 4)),
  INTENT_NAME("intent_name", slot(TEXT, 328, 16), slot(TEXT, 508, 16)),
  MAGIC("magic", slot(TEXT, 344, 4), slot(TEXT, 4, 8)),
  UNUSED_STR("unused_str", absent(), slot(TEXT, 525, 15));

  private final String standardName;
  private final Optional<HeaderSlot> inNifti1;
  private final Optional<HeaderSlot> inNifti2;

  HeaderField(String standardName, Optional<HeaderSlot> inNifti1, Optional<HeaderSlot> inNifti2) {
    this.standardName = standardName;
    this.inNifti1 = inNifti1;
    this.inNifti2 = inNifti2;
  }

  /** The name of the field in nifti1.h and nifti2.h, such as {@code scl_slope}. */
  public String standardName() {
    return standardName;
  }

  /**
   * The place of the field in a header of this version; empty where that version has no such field.
   */
  public Optional<HeaderSlot> in(NiftiVersion version) {
    return switch (version) {
      case NIFTI_1 -> inNifti1;
      case NIFTI_2 -> inNifti2;
    };
  }
}
