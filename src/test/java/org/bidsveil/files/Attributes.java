package org.bidsveil.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** An access control list and an attribute of the user, for tests; not every disk has them. */
public final class Attributes {
  private static final String ACCESS_LIST = "system.posix_acl_access";
  private static final String NOTE = "user.study";
  private static final int NOBODY = -1;

  private Attributes() {}

  /**
   * Lets one more user read a file (acl(5); the layout is that of linux/posix_acl_xattr.h), and
   * adds an attribute. Where the disk has neither, the test is skipped with a line.
   *
   * @param user its number
   */
  public static void give(Path file, int user) throws IOException {
    ByteBuffer list = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
    list.putInt(2);
    entry(list, 0x01, 6, NOBODY);
    entry(list, 0x02, 4, user);
    entry(list, 0x04, 4, NOBODY);
    entry(list, 0x10, 4, NOBODY);
    entry(list, 0x20, 0, NOBODY);
    try {
      LinuxCalls.set(file, NOTE, new byte[] {1, 2, 3});
      LinuxCalls.set(file, ACCESS_LIST, list.array());
    } catch (FileSystemException e) {
      String reason = "The disk of " + file + " has no such attributes: " + e.getReason();
      System.out.println(reason);
      Assumptions.abort(reason);
    }
  }

  private static void entry(ByteBuffer list, int tag, int permissions, int who) {
    list.putShort((short) tag).putShort((short) permissions).putInt(who);
  }

  /** All of them, by name. */
  public static Map<String, String> of(Path file) throws IOException {
    return ExtendedAttributes.of(file).values();
  }

  /** Those that say who may read. */
  public static Map<String, String> access(Path file) throws IOException {
    return ExtendedAttributes.of(file).access().values();
  }
}
