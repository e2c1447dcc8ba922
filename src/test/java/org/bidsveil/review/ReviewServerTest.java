package org.bidsveil.review;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bidsveil.bids.DatasetWalker;
import org.bidsveil.bids.HeadScan;
import org.bidsveil.files.Refusal;
import org.bidsveil.files.Sha256;
import org.bidsveil.gzip.ParallelGzip;
import org.bidsveil.nifti.NiftiDatatype;
import org.bidsveil.nifti.NiftiReader;
import org.bidsveil.nifti.NiftiWriter;
import org.bidsveil.report.DefaceRow;
import org.bidsveil.report.DefaceTable;
import org.bidsveil.report.ReviewRow;
import org.bidsveil.report.ReviewTable;
import org.bidsveil.report.Standing;
import org.bidsveil.run.SmallDataset;
import org.bidsveil.volume.Affine;
import org.bidsveil.volume.Grid;
import org.bidsveil.volume.Mask;
import org.bidsveil.volume.Volume;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server gives to whom; requests are written by hand, so that they can be wrong. */
class ReviewServerTest {
  private static final Grid GRID = new Grid(5, 6, 7, Affine.scaling(2, 2, 2));
  private static final String SCAN = "sub-01/anat/sub-01_T1w.nii.gz";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T10:00:00Z"), ZoneOffset.UTC);

  @TempDir Path temp;
  private Path root;
  private FakeBench bench;
  private ReviewServer server;
  private String host;
  private String token;

  /** A dataset of one scan whose remaking is only noted. */
  static final class FakeBench implements Workbench {
    private final Path root;
    private final List<Mask> remade = new ArrayList<>();
    private final List<String> decided = new ArrayList<>();
    private boolean doubtful;
    private Standing standing = Standing.AS_RECORDED;

    /** The one scan that lies there as it was before any run. */
    Optional<HeadScan> restored = Optional.empty();

    FakeBench(Path root) {
      this.root = root;
    }

    @Override
    public Path root() {
      return root;
    }

    @Override
    public Path originals() {
      return root.resolve("sourcedata/bidsveil");
    }

    @Override
    public List<HeadScan> scans() {
      return DatasetWalker.walk(root).scans().toList();
    }

    @Override
    public Path original(HeadScan scan) {
      return scan.absolutePath();
    }

    private Path own(HeadScan scan, String name) {
      return root.resolve("derivatives/bidsveil/sub-" + scan.subject() + "/" + name);
    }

    @Override
    public Path mask(HeadScan scan) {
      return own(scan, "mask.nii.gz");
    }

    @Override
    public Mask brain(HeadScan scan) {
      return NiftiReader.read(scan.absolutePath()).volume(0).atLeast(50);
    }

    @Override
    public Path draft(HeadScan scan) {
      return own(scan, "draft.nii.gz");
    }

    @Override
    public Path note(HeadScan scan) {
      return own(scan, "note.txt");
    }

    @Override
    public Path proposal(HeadScan scan) {
      return own(scan, "refused.nii.gz");
    }

    @Override
    public Standing standing(HeadScan scan) {
      return restored.filter(scan::equals).isPresent() ? Standing.RESTORED : standing;
    }

    @Override
    public Path table(HeadScan scan) {
      return root.resolve("derivatives/bidsveil/sub-01/sub-01_deface.tsv");
    }

    @Override
    public Path reviews() {
      return root.resolve("derivatives/bidsveil/quality_check/review.tsv");
    }

    @Override
    public Path reviewsLock() {
      return root.resolve("derivatives/bidsveil/log/review.lock");
    }

    @Override
    public void decided(HeadScan scan) {
      decided.add(scan.bidsPath());
    }

    @Override
    public Remade remake(HeadScan scan, Mask removed, boolean despiteFindings) {
      if (doubtful && !despiteFindings) {
        return new Remade.Doubtful("brain-loss 0.2000 (bound 0.0500)");
      }
      remade.add(removed);
      return new Remade.Applied("pass", "n/a");
    }
  }

  private record Reply(int status, String head, byte[] body) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  @BeforeEach
  void start() throws IOException {
    root = temp.resolve("study");
    Path scan = root.resolve(SCAN);
    Files.createDirectories(scan.getParent());
    Files.writeString(
        root.resolve("dataset_description.json"),
        "{\"Name\": \"one\", \"BIDSVersion\": \"1.10.0\"}");
    Files.writeString(temp.resolve("secret.txt"), "outside");
    float[] values = new float[GRID.voxelCount()];
    Arrays.fill(values, 100);
    byte[] image = NiftiWriter.encode(new Volume(GRID, values), NiftiDatatype.INT16);
    Files.write(scan, ParallelGzip.compress(image, 6, 1));
    bench = new FakeBench(root);
    server = ReviewServer.start(bench, 0, CLOCK);
    URI address = URI.create(server.address());
    host = address.getHost() + ":" + address.getPort();
    token = address.getRawQuery();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Reply send(String method, String path, byte[] body, String... headers)
      throws IOException {
    URI address = URI.create("http://" + host);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), address.getPort())) {
      StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      head.append("Content-Length: ").append(body.length).append("\r\n");
      head.append("Connection: close\r\n\r\n");
      ByteArrayOutputStream request = new ByteArrayOutputStream();
      request.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      request.writeBytes(body);
      socket.getOutputStream().write(request.toByteArray());
      byte[] reply = socket.getInputStream().readAllBytes();
      String text = new String(reply, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      return new Reply(
          Integer.parseInt(text.substring(9, 12)),
          text.substring(0, end),
          Arrays.copyOfRange(reply, end + 4, reply.length));
    }
  }

  private Reply get(String path, String... headers) throws IOException {
    return send("GET", path, new byte[0], headers);
  }

  /** Opens the session and returns the Cookie header. */
  private String session() throws IOException {
    Reply opening = get("/?" + token, "Host: " + host);
    assertEquals(303, opening.status());
    Matcher cookie =
        Pattern.compile("(?i)set-cookie: ([^;]+); Path=/; HttpOnly; SameSite=Strict")
            .matcher(opening.head());
    assertTrue(cookie.find(), opening.head());
    return "Cookie: " + cookie.group(1);
  }

  private static void assertNothing(int status, Reply reply) {
    assertEquals(status, reply.status());
    assertEquals("", reply.text());
  }

  @Test
  void withoutTheTokenThereIsNothing() throws IOException {
    for (String visit : List.of("/", "/?token=guess")) {
      Reply reply = get(visit, "Host: " + host);
      assertEquals(403, reply.status());
      assertTrue(reply.text().contains("start it") && !reply.text().contains("sub-"), reply.text());
    }
    assertNothing(403, get("/review.js", "Host: " + host));
    assertNothing(403, get("/scans", "Host: " + host));
    assertNothing(403, get("/scans/0/original?" + token, "Host: " + host));
    assertNothing(403, get("/scans", "Host: " + host, "Cookie: bidsveil=x"));
  }

  @Test
  void theTokenWorksOnceAndTheCookieAfterThat() throws IOException {
    String cookie = session();
    Reply used = get("/?" + token, "Host: " + host);
    assertTrue(used.status() == 403 && used.text().contains("works once"), used.text());
    Reply page = get("/", "Host: " + host, cookie);
    assertEquals(200, page.status());
    assertTrue(page.text().contains("<title>bidsveil review</title>"));
    assertTrue(page.head().toLowerCase(Locale.ROOT).contains("content-security-policy"));
    assertFalse(page.head().contains("unsafe"), page.head());
  }

  @Test
  void anotherHostOrOriginGetsNothing() throws IOException {
    String cookie = session();
    String port = host.substring(host.indexOf(':'));
    for (String wrong : List.of("evil.example" + port, "localhost" + port, "127.0.0.1", "")) {
      Reply reply = get("/scans", "Host: " + wrong, cookie);
      assertTrue(reply.status() == 403 || reply.status() == 400, wrong + ": " + reply.status());
      assertFalse(reply.text().contains("sub-01"), wrong);
    }
    assertNothing(403, get("/scans", "Host: " + host, "Host: evil.example", cookie));
    assertNothing(403, get("/scans", "Host: " + host, "Origin: http://evil.example", cookie));
    byte[] json = "{\"decision\": \"accept\"}".getBytes(StandardCharsets.UTF_8);
    // What changes something must say that it comes from the page itself.
    assertNothing(403, send("POST", "/scans/0/decision", json, "Host: " + host, cookie));
    assertNothing(
        403, send("POST", "/scans/0/decision", json, "Host: " + host, "Origin: null", cookie));
    assertFalse(Files.exists(bench.reviews()));
  }

  @Test
  void onlyWhatIsListedIsServed() throws IOException {
    String cookie = session();
    List<String> paths =
        List.of(
            "/../secret.txt",
            "/scans/../../secret.txt",
            "/scans/0/../../../secret.txt",
            "/%2e%2e/secret.txt",
            "/scans/0/%2e%2e%2fsecret",
            "/" + SCAN,
            "/dataset_description.json",
            "/scans/1/original",
            "/scans/-1/original",
            "/scans/00/original",
            "/scans/99999999999/original",
            "/scans/0/delete",
            "/scans/0/draft",
            "/review.html");
    for (String path : paths) {
      assertNothing(404, get(path, "Host: " + host, cookie));
    }
    Reply odd = get("//secret.txt/..", "Host: " + host, cookie);
    assertFalse(odd.text().contains("outside"));
  }

  @Test
  void aLinkThatLeadsOutOfTheDatasetIsNotFollowed() throws IOException {
    String cookie = session();
    Path outside = temp.resolve("other.nii.gz");
    Files.move(root.resolve(SCAN), outside);
    Files.createSymbolicLink(root.resolve(SCAN), outside);
    Reply reply = get("/scans/0/original", "Host: " + host, cookie);
    assertEquals(409, reply.status());
    assertTrue(reply.text().contains("outside-dataset"), reply.text());
  }

  @Test
  void ofSeveralVolumesTheMeanIsServed() throws IOException {
    List<byte[]> frames = new ArrayList<>();
    for (float value : new float[] {100, 300}) {
      float[] values = new float[GRID.voxelCount()];
      Arrays.fill(values, value);
      frames.add(NiftiWriter.encode(new Volume(GRID, values), NiftiDatatype.INT16));
    }
    Files.write(root.resolve(SCAN), ParallelGzip.compress(SmallDataset.frames(frames), 6, 1));
    byte[] served = get("/scans/0/original", "Host: " + host, session()).body();
    assertEquals(200, NiftiReader.parse(served).volume(0).at(1, 2, 3));
  }

  @Test
  void theScanAndAnEmptyMaskAreServedWithoutAnythingElseOfTheHeader() throws IOException {
    String cookie = session();
    var original = NiftiReader.parse(get("/scans/0/original", "Host: " + host, cookie).body());
    assertEquals(GRID, original.grid());
    assertEquals(100, original.volume(0).at(1, 2, 3));
    var mask = NiftiReader.parse(get("/scans/0/mask", "Host: " + host, cookie).body());
    assertEquals(GRID, mask.grid());
    assertEquals(0, mask.volume(0).at(1, 2, 3));
    assertTrue(get("/scans", "Host: " + host, cookie).text().contains("\"defaced\":false"));
  }

  private Reply change(String method, String action, byte[] body, String cookie)
      throws IOException {
    return send(
        method, "/scans/0/" + action, body, "Host: " + host, "Origin: http://" + host, cookie);
  }

  private static Mask oneVoxel() {
    Mask mask = new Mask(GRID);
    mask.set(1, 2, 3);
    return mask;
  }

  @Test
  void aDraftIsKeptAndTheScanUntouchedUntilItIsApplied() throws IOException {
    String cookie = session();
    Sha256 before = Sha256.of(root.resolve(SCAN));
    byte[] painted = NiftiWriter.encode(oneVoxel());
    Reply saved = change("PUT", "draft", painted, cookie);
    assertEquals(200, saved.status(), saved.text());
    assertTrue(saved.text().contains("\"draft\":true"), saved.text());
    assertArrayEquals(painted, get("/scans/0/mask", "Host: " + host, cookie).body());
    assertEquals(before, Sha256.of(root.resolve(SCAN)));
    assertEquals(List.of(), bench.remade);

    assertEquals(
        200, change("POST", "apply", "{}".getBytes(StandardCharsets.UTF_8), cookie).status());
    assertEquals(List.of(oneVoxel()), bench.remade);
    assertFalse(Files.exists(bench.root.resolve("derivatives/bidsveil/sub-01/draft.nii.gz")));
    Reply again = change("POST", "apply", "{}".getBytes(StandardCharsets.UTF_8), cookie);
    assertTrue(again.status() == 409 && again.text().contains("no-draft"), again.text());
  }

  @Test
  void aCheckThatFailsIsToldAndOnlyThenOverruled() throws IOException {
    String cookie = session();
    bench.doubtful = true;
    change("PUT", "draft", NiftiWriter.encode(oneVoxel()), cookie);
    Reply reply = change("POST", "apply", "{}".getBytes(StandardCharsets.UTF_8), cookie);
    assertEquals(422, reply.status());
    assertTrue(reply.text().contains("brain-loss 0.2000"), reply.text());
    assertEquals(List.of(), bench.remade);
    byte[] despite = "{\"despiteFindings\": true}".getBytes(StandardCharsets.UTF_8);
    assertEquals(200, change("POST", "apply", despite, cookie).status());
    assertEquals(1, bench.remade.size());
  }

  @Test
  void aDraftCanBeDiscarded() throws IOException {
    String cookie = session();
    change("PUT", "draft", NiftiWriter.encode(oneVoxel()), cookie);
    Reply reply = change("DELETE", "draft", new byte[0], cookie);
    assertTrue(reply.text().contains("\"draft\":false"), reply.text());
  }

  @Test
  void whatIsNoMaskOfThisScanIsRefused() throws IOException {
    String cookie = session();
    Mask other = new Mask(new Grid(5, 6, 7, Affine.scaling(2, 2, 2.1)));
    Reply shifted = change("PUT", "draft", NiftiWriter.encode(other), cookie);
    assertTrue(shifted.text().contains("mask-of-another-scan"), shifted.text());
    Reply noise = change("PUT", "draft", new byte[400], cookie);
    assertEquals(409, noise.status(), noise.text());
    Reply large = change("PUT", "draft", new byte[(1 << 16) + 300], cookie);
    assertTrue(large.text().contains("request-too-large"), large.text());
    assertTrue(get("/scans", "Host: " + host, cookie).text().contains("\"draft\":false"));
  }

  @Test
  void aScanWithItsFaceCannotBeAccepted() throws IOException {
    String cookie = session();
    byte[] accept = "{\"decision\": \"accept\"}".getBytes(StandardCharsets.UTF_8);
    // No run has touched it.
    Reply reply = change("POST", "decision", accept, cookie);
    assertTrue(reply.status() == 409 && reply.text().contains("face-is-there"), reply.text());
    Files.createDirectories(bench.table(bench.scans().getFirst()).getParent());
    DefaceRow row =
        DefaceRow.of(
            "01",
            Optional.empty(),
            SCAN,
            "T1w",
            Optional.empty(),
            Optional.empty(),
            "pass",
            "n/a",
            1);
    Files.write(bench.table(bench.scans().getFirst()), new DefaceTable(List.of(row)).toBytes());
    bench.standing = Standing.RESTORED;
    assertEquals(409, change("POST", "decision", accept, cookie).status());
    int before = bench.decided.size();
    assertFalse(Files.exists(bench.reviews()));
    bench.standing = Standing.AS_RECORDED;
    assertEquals(200, change("POST", "decision", accept, cookie).status());
    assertEquals(before + 1, bench.decided.size());
  }

  @Test
  void aNoteIsKeptUntilADecisionTakesIt() throws IOException {
    String cookie = session();
    byte[] note = "{\"note\": \"left ear?\"}".getBytes(StandardCharsets.UTF_8);
    assertTrue(change("PUT", "note", note, cookie).text().contains("\"note\":\"left ear?\""));
    byte[] reject =
        "{\"decision\": \"reject\", \"note\": \"left ear\"}".getBytes(StandardCharsets.UTF_8);
    assertTrue(change("POST", "decision", reject, cookie).text().contains("\"note\":\"left ear\""));
    assertFalse(Files.exists(bench.note(bench.scans().getFirst())));
  }

  @Test
  void aRefusedProposalIsWhereThePainterBegins() throws IOException {
    String cookie = session();
    Path proposal = bench.proposal(bench.scans().getFirst());
    Files.createDirectories(proposal.getParent());
    Files.write(proposal, ParallelGzip.compress(NiftiWriter.encode(oneVoxel()), 6, 1));
    Reply list = get("/scans", "Host: " + host, cookie);
    assertTrue(list.text().contains("\"proposal\":true"), list.text());
    byte[] mask = get("/scans/0/mask", "Host: " + host, cookie).body();
    assertEquals(1, NiftiReader.parse(mask).volume(0).atLeast(0.5).count());
  }

  @Test
  void aDecisionIsKeptWithTheHashOfWhatWasLookedAt() throws IOException {
    String cookie = session();
    byte[] json =
        "{\"decision\": \"reject\", \"note\": \"an ear\\tis left\"}"
            .getBytes(StandardCharsets.UTF_8);
    Reply reply = change("POST", "decision", json, cookie);
    assertTrue(reply.text().contains("\"current\":true"), reply.text());
    ReviewRow row = ReviewTable.parse(Files.readAllBytes(bench.reviews())).row(SCAN).orElseThrow();
    assertEquals(ReviewRow.Decision.REJECT, row.decision());
    assertEquals("an ear is left", row.note());
    assertEquals(Sha256.of(root.resolve(SCAN)), row.reviewed());
    assertEquals(CLOCK.instant(), row.time());
    Files.write(root.resolve(SCAN), new byte[] {0}, StandardOpenOption.APPEND);
    assertTrue(
        get("/scans", "Host: " + host, cookie).text().contains("\"current\":false"),
        "the scan has changed since");
    byte[] perhaps = "{\"decision\": \"perhaps\"}".getBytes(StandardCharsets.UTF_8);
    assertEquals(409, change("POST", "decision", perhaps, cookie).status());
    assertEquals(
        409, change("POST", "decision", "{".getBytes(StandardCharsets.UTF_8), cookie).status());
  }

  @Test
  void itListensOnThisMachineOnlyAndSaysWhenThePortIsTaken() {
    assertTrue(server.address().startsWith("http://127.0.0.1:"), server.address());
    int port = URI.create(server.address()).getPort();
    Refusal refusal =
        assertThrows(Refusal.class, () -> ReviewServer.start(bench, port, CLOCK).close());
    assertEquals("port-taken", refusal.name());
  }

  @Test
  void halfOpenConnectionsKeepNobodyWaiting() throws IOException {
    String cookie = session();
    int port = URI.create("http://" + host).getPort();
    List<Socket> open = new ArrayList<>();
    try {
      for (int n = 0; n < 50; n++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        open.add(socket);
        // A line without its end, a head without its end, a body that never comes.
        String begun =
            switch (n % 3) {
              case 0 -> "GET /scans HTT";
              case 1 -> "GET /scans HTTP/1.1\r\nHost: " + host + "\r\n";
              default ->
                  "PUT /scans/0/draft HTTP/1.1\r\nHost: "
                      + host
                      + "\r\nOrigin: http://"
                      + host
                      + "\r\n"
                      + cookie
                      + "\r\nContent-Length: 100\r\n\r\nx";
            };
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.ISO_8859_1));
      }
      Reply reply =
          assertTimeoutPreemptively(
              Duration.ofSeconds(20), () -> get("/scans/0/current", "Host: " + host, cookie));
      assertEquals(200, reply.status());
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void aDraftIsNotWrittenThroughALinkedFolder() throws IOException {
    String cookie = session();
    Path other = Files.createDirectory(temp.resolve("other"));
    Files.createDirectories(root.resolve("derivatives/bidsveil"));
    Files.createSymbolicLink(root.resolve("derivatives/bidsveil/sub-01"), other);
    byte[] mask = NiftiWriter.encode(new Mask(GRID));
    Reply reply =
        send("PUT", "/scans/0/draft", mask, "Host: " + host, "Origin: http://" + host, cookie);
    assertEquals(409, reply.status());
    assertTrue(reply.text().contains("outside-dataset"), reply.text());
    try (var files = Files.list(other)) {
      assertEquals(0, files.count());
    }
  }
}
