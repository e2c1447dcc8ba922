package org.bidsveil.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls of Linux that Java lacks. Of xattr(7) Java shows the names of users only, and not the
 * access control lists, which are kept in attributes of the system; syncfs(2) it does not have.
 */
final class LinuxCalls {
  /** XATTR_SIZE_MAX and XATTR_LIST_MAX of linux/limits.h. */
  private static final int LARGEST = 65536;

  /** errno(3), as on every architecture of Linux but for Alpha, MIPS, PA-RISC and SPARC. */
  private static final int ENODATA = 61;

  private static final int EOPNOTSUPP = 95;

  private static final Map<Integer, String> REASONS =
      Map.of(
          1,
          "Operation not permitted",
          2,
          "No such file or directory",
          5,
          "Input/output error",
          13,
          "Permission denied",
          28,
          "No space left on device",
          30,
          "Read-only file system",
          EOPNOTSUPP,
          "Operation not supported",
          122,
          "Disk quota exceeded");

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  /** fcntl.h: for reading. */
  private static final int O_RDONLY = 0;

  // A class for each: to link a call takes 10 ms, and most starts need one of them.

  private static final class Names {
    static final MethodHandle CALL =
        call("listxattr", ValueLayout.JAVA_LONG, 2, ValueLayout.JAVA_LONG);
  }

  private static final class Get {
    static final MethodHandle CALL =
        call("getxattr", ValueLayout.JAVA_LONG, 3, ValueLayout.JAVA_LONG);
  }

  private static final class Set {
    static final MethodHandle CALL =
        call("setxattr", ValueLayout.JAVA_INT, 3, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
  }

  private static final class Remove {
    static final MethodHandle CALL = call("removexattr", ValueLayout.JAVA_INT, 2);
  }

  private static final class Sync {
    static final MethodHandle OPEN =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle SYNCFS =
        call("syncfs", ValueLayout.JAVA_INT, 0, ValueLayout.JAVA_INT);
    static final MethodHandle CLOSE = call("close", ValueLayout.JAVA_INT, 0, ValueLayout.JAVA_INT);
  }

  private LinuxCalls() {}

  private static MethodHandle call(
      String name, MemoryLayout result, int pointers, MemoryLayout... rest) {
    List<MemoryLayout> arguments = new ArrayList<>();
    for (int n = 0; n < pointers; n++) {
      arguments.add(ValueLayout.ADDRESS);
    }
    arguments.addAll(List.of(rest));
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments.toArray(MemoryLayout[]::new)),
        Linker.Option.captureCallState("errno"));
  }

  /** The names of a file's attributes; none where the file system has no attributes. */
  static List<String> names(Path file) throws IOException {
    return within((arena, state) -> {
      MemorySegment list = arena.allocate(LARGEST);
      long length = (long) Names.CALL.invokeExact(state, text(arena, file), list, (long) LARGEST);
      if (length < 0) {
        if (errno(state) == EOPNOTSUPP) {
          return List.of();
        }
        throw failure(file, state);
      }
      List<String> names = new ArrayList<>();
      for (long at = 0;
          at < length;
          at += names.getLast().getBytes(StandardCharsets.UTF_8).length + 1) {
        names.add(list.getString(at));
      }
      return names;
    });
  }

  /** Empty where the attribute went away, or its kind is not supported here. */
  static Optional<byte[]> value(Path file, String name) throws IOException {
    return within((arena, state) -> {
      MemorySegment value = arena.allocate(LARGEST);
      long length =
          (long)
              Get.CALL.invokeExact(
                  state, text(arena, file), arena.allocateFrom(name), value, (long) LARGEST);
      if (length < 0) {
        int errno = errno(state);
        if (errno == ENODATA || errno == EOPNOTSUPP) {
          return Optional.empty();
        }
        throw failure(file, state);
      }
      return Optional.of(value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    });
  }

  static void set(Path file, String name, byte[] value) throws IOException {
    within((arena, state) -> {
      MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, value);
      int result =
          (int)
              Set.CALL.invokeExact(
                  state,
                  text(arena, file),
                  arena.allocateFrom(name),
                  bytes,
                  (long) value.length,
                  0);
      if (result != 0) {
        throw failure(file, state);
      }
      return true;
    });
  }

  static void remove(Path file, String name) throws IOException {
    within((arena, state) -> {
      int result =
          (int) Remove.CALL.invokeExact(state, text(arena, file), arena.allocateFrom(name));
      if (result != 0 && errno(state) != ENODATA) {
        throw failure(file, state);
      }
      return true;
    });
  }

  /** Brings everything that was written to the file system of a folder to its disk. */
  static void syncFileSystemOf(Path folder) throws IOException {
    within((arena, state) -> {
      int opened = (int) Sync.OPEN.invokeExact(state, text(arena, folder), O_RDONLY);
      if (opened < 0) {
        throw failure(folder, state);
      }
      syncAndClose(opened, folder);
      return true;
    });
  }

  /**
   * The second half of it.
   *
   * @param opened the descriptor of the folder
   */
  static void syncAndClose(int opened, Path folder) throws IOException {
    within((_, state) -> {
      int synced = (int) Sync.SYNCFS.invokeExact(state, opened);
      int errno = errno(state);
      int closed = (int) Sync.CLOSE.invokeExact(state, opened);
      if (synced != 0) {
        throw failure(folder, errno);
      }
      if (closed != 0) {
        throw failure(folder, state);
      }
      return true;
    });
  }

  private interface Call<T> {
    T make(Arena arena, MemorySegment state) throws Throwable;
  }

  private static <T> T within(Call<T> call) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return call.make(arena, arena.allocate(STATE));
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the C library throws nothing", e);
    }
  }

  /** The bytes of the name as they are on the disk, whatever encoding Java reads them in. */
  private static MemorySegment text(Arena arena, Path file) {
    String escaped = file.toAbsolutePath().toUri().getRawPath();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int at = 0; at < escaped.length(); at++) {
      char c = escaped.charAt(at);
      if (c == '%') {
        bytes.write(HexFormat.fromHexDigits(escaped, at + 1, at + 3));
        at += 2;
      } else {
        bytes.write(c);
      }
    }
    bytes.write(0);
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes.toByteArray());
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static FileSystemException failure(Path file, MemorySegment state) {
    return failure(file, errno(state));
  }

  private static FileSystemException failure(Path file, int errno) {
    return new FileSystemException(
        file.toString(), null, REASONS.getOrDefault(errno, "error " + errno));
  }
}
