package org.bidsveil.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bidsveil.volume.Camera;
import org.bidsveil.volume.HeadSurface;
import org.bidsveil.volume.Heads;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Vec3;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.Test;

class HeadRendererTest {
  private static final TaskExecutor TWO = TaskExecutor.of(2);
  private static final Volume HEAD = Heads.on(Heads.grid(), 3);
  private static final HeadSurface SURFACE = HeadSurface.of(HEAD, TWO);

  @Test
  void theHeadIsLitAndTheAirIsBlack() {
    Camera camera = Camera.around(new Vec3(0, 0, 0), 0, 0, 2, 151, 151);
    Picture picture = HeadRenderer.render(SURFACE, camera, TWO);
    assertEquals(0, picture.pixels()[0]);
    int forehead = picture.pixels()[75 + 151 * 50] & 0xff;
    // Lit from the viewer's upper left: brighter there than at the lower right.
    int lowerRight = picture.pixels()[100 + 151 * 105] & 0xff;
    assertTrue(forehead > 200, "forehead " + forehead);
    assertTrue(lowerRight > 30 && lowerRight < forehead - 40, "lower right " + lowerRight);
  }

  @Test
  void theNoseCanBeSeen() {
    Camera camera = Camera.around(new Vec3(0, 0, 0), 0, 0, 2, 151, 151);
    Volume without = HEAD.copy();
    for (int v = 0; v < without.values().length; v++) {
      int j = v / 64 % 64;
      // Everything farther forward than y = 86 is removed.
      if (j > 53) {
        without.values()[v] = 0;
      }
    }
    Picture before = HeadRenderer.render(SURFACE, camera, TWO);
    Picture after = HeadRenderer.render(HeadSurface.of(without, TWO), camera, TWO);
    int differences = 0;
    for (int py = 75; py < 95; py++) {
      for (int px = 65; px < 85; px++) {
        int p = px + 151 * py;
        differences +=
            Math.abs((before.pixels()[p] & 0xff) - (after.pixels()[p] & 0xff)) > 20 ? 1 : 0;
      }
    }
    assertTrue(differences > 50, differences + " of 400 pixels of the nose changed");
  }

  @Test
  void sevenStandardViewsAreSmallEnough() {
    List<Camera> cameras = HeadRenderer.cameras(SURFACE);
    Picture picture = HeadRenderer.render(SURFACE, cameras, TWO);
    assertEquals(7 * 320, picture.width());
    assertEquals(320, picture.height());
    byte[] png = picture.png();
    assertTrue(png.length < 300_000, png.length + " bytes");
    assertArrayEquals(png, HeadRenderer.render(SURFACE, cameras, TaskExecutor.of(1)).png());
  }
}
