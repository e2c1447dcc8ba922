package org.bidsveil.nifti;

import java.util.Optional;
import org.bidsveil.volume.Volume;

/**
 * Decodes the only volume of an image while its bytes are still being read, on a thread that stays
 * behind the reading one.
 */
final class DecodingBehind implements NiftiReader.Watcher {
  /** Of a smaller image nothing is gained. */
  private static final int SMALLEST_BYTES = 1 << 22;

  /** Voxels decoded at once, so many that waiting and waking cost nothing. */
  private static final int STEP = 1 << 20;

  private Optional<Beside<Optional<Volume>>> decoding = Optional.empty();
  private int read;
  private boolean ended;

  @Override
  public void begins(NiftiHeader header, Layout layout, byte[] voxels) {
    if (layout.volumes() == 1 && voxels.length >= SMALLEST_BYTES) {
      VoxelDecoder decoder =
          new VoxelDecoder(voxels, header.byteOrder(), layout.datatype(), layout.scaling());
      decoding = Optional.of(Beside.begin("decoding", () -> decode(decoder, layout)));
    }
  }

  @Override
  public synchronized void hasRead(int bytes) {
    read = bytes;
    notifyAll();
  }

  @Override
  public synchronized void ends() {
    ended = true;
    notifyAll();
  }

  /** The volume, where it was decoded. */
  Optional<Volume> volume() {
    return decoding.flatMap(Beside::result);
  }

  private Optional<Volume> decode(VoxelDecoder decoder, Layout layout) throws InterruptedException {
    float[] out = new float[layout.grid().voxelCount()];
    int done = 0;
    while (done < out.length) {
      int wanted = Math.min(done + STEP, out.length);
      int there = voxelsRead(wanted, layout.datatype().bitsPerVoxel());
      if (there < wanted) {
        return Optional.empty();
      }
      decoder.decode(0, out, done, wanted);
      done = wanted;
    }
    return Optional.of(new Volume(layout.grid(), out));
  }

  /** Waits for so many voxels; how many there are, fewer when no more are read. */
  private synchronized int voxelsRead(int wanted, int bits) throws InterruptedException {
    while (8L * read / bits < wanted && !ended) {
      wait();
    }
    return (int) Math.min(wanted, 8L * read / bits);
  }
}
