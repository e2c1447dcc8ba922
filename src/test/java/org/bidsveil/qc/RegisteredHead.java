package org.bidsveil.qc;

import org.bidsveil.alignment.Alignment;
import org.bidsveil.atlas.AtlasOnScan;
import org.bidsveil.atlas.HeadAtlas;
import org.bidsveil.engine.RealHeads;
import org.bidsveil.registration.AffineRegistration;
import org.bidsveil.registration.LocalRegistration;
import org.bidsveil.registration.Pyramid;
import org.bidsveil.volume.TaskExecutor;
import org.bidsveil.volume.Volume;

/**
 * A real head with the atlas on it.
 *
 * @param working the scan on the working lattice
 * @param alignment scan from atlas
 * @param inside the head of the atlas on the working lattice
 */
record RegisteredHead(Volume working, Alignment alignment, Volume inside) {
  static RegisteredHead of(HeadAtlas atlas, RealHeads.Head head) {
    TaskExecutor one = TaskExecutor.of(1);
    Pyramid pyramid = Pyramid.of(head.volume(), one);
    Alignment alignment =
        new LocalRegistration(atlas.samples(), LocalRegistration.Settings.scan())
            .refine(
                pyramid,
                new AffineRegistration(atlas.samples(), AffineRegistration.SearchSettings.DEFAULT)
                    .register(pyramid, one)
                    .scanFromAtlas(),
                one);
    Volume working = pyramid.working();
    return new RegisteredHead(
        working, alignment, AtlasOnScan.pull(atlas.head(), alignment, working.grid(), one));
  }
}
