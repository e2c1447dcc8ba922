package org.bidsveil.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * One {@code docker run} of the image, always with a read-only root, without network and without
 * any capability: {@code docker run --read-only --network none --cap-drop ALL}.
 */
final class ImageRun {
  /** The slowest run of these tests takes half a minute on an idle machine. */
  private static final Duration LONGEST = Duration.ofMinutes(6);

  /**
   * @param code its exit code
   * @param out what it wrote on stdout
   * @param err what it wrote on stderr
   */
  record Ended(int code, String out, String err) {}

  private final String image;
  private final List<Bind> binds = new ArrayList<>();
  private final Map<String, String> environment = new TreeMap<>();
  private final Map<String, String> temporary = new TreeMap<>();
  private Optional<String> user = Optional.empty();
  private Optional<String> folder = Optional.empty();
  private List<String> entrypoint = List.of();
  private long memory = 1L << 30;

  ImageRun(String image) {
    this.image = image;
  }

  /** A user and group id that no passwd file knows. */
  ImageRun as(int id) {
    user = Optional.of(id + ":" + id);
    return this;
  }

  ImageRun with(Path folder, String mountedAt) {
    binds.add(new Bind(folder.toString(), new Volume(mountedAt), AccessMode.rw));
    return this;
  }

  ImageRun withReadOnly(Path folder, String mountedAt) {
    binds.add(new Bind(folder.toString(), new Volume(mountedAt), AccessMode.ro));
    return this;
  }

  ImageRun withEnvironment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ImageRun withTemporary(String mountedAt, String options) {
    temporary.put(mountedAt, options);
    return this;
  }

  ImageRun in(String workingFolder) {
    folder = Optional.of(workingFolder);
    return this;
  }

  ImageRun through(List<String> words) {
    entrypoint = List.copyOf(words);
    return this;
  }

  ImageRun withMemory(long bytes) {
    memory = bytes;
    return this;
  }

  /** Runs to the end. */
  Ended run(String... arguments) {
    try (GenericContainer<?> container = container(arguments)) {
      container.withStartupCheckStrategy(new UntilItEnds());
      container.start();
      return ended(container);
    }
  }

  /** Sends SIGTERM once stdout holds {@code words}, and waits for the end. */
  Ended runAndStopAfter(String words, String... arguments) throws InterruptedException {
    try (GenericContainer<?> container = container(arguments)) {
      container.start();
      long end = System.nanoTime() + LONGEST.toNanos();
      while (!container.getLogs(OutputType.STDOUT).contains(words) && System.nanoTime() < end) {
        Thread.sleep(200);
      }
      container
          .getDockerClient()
          .stopContainerCmd(container.getContainerId())
          .withTimeout((int) Duration.ofMinutes(1).toSeconds())
          .exec();
      return ended(container);
    }
  }

  private static Ended ended(GenericContainer<?> container) {
    InspectContainerResponse response =
        container.getDockerClient().inspectContainerCmd(container.getContainerId()).exec();
    Long code = response.getState().getExitCodeLong();
    return new Ended(
        code == null ? -1 : code.intValue(),
        container.getLogs(OutputType.STDOUT),
        container.getLogs(OutputType.STDERR));
  }

  @SuppressWarnings("resource") // the callers close it
  private GenericContainer<?> container(String... arguments) {
    return new GenericContainer<>(DockerImageName.parse(image))
        .withCommand(arguments)
        .withEnv(environment)
        .withCreateContainerCmdModifier(this::restrict);
  }

  private void restrict(CreateContainerCmd command) {
    HostConfig host = command.getHostConfig();
    if (host == null) {
      host = new HostConfig();
    }
    host.withReadonlyRootfs(true)
        .withNetworkMode("none")
        .withCapDrop(Capability.ALL)
        .withMemory(memory)
        .withBinds(binds)
        .withTmpFs(temporary);
    command.withHostConfig(host);
    user.ifPresent(command::withUser);
    folder.ifPresent(command::withWorkingDir);
    if (!entrypoint.isEmpty()) {
      command.withEntrypoint(entrypoint);
    }
  }

  /** Calls a container started once it has ended, with whatever exit code. */
  private static final class UntilItEnds extends StartupCheckStrategy {
    UntilItEnds() {
      withTimeout(LONGEST);
    }

    @Override
    public StartupStatus checkStartupState(DockerClient client, String containerId) {
      String status = client.inspectContainerCmd(containerId).exec().getState().getStatus();
      return "exited".equals(status) ? StartupStatus.SUCCESSFUL : StartupStatus.NOT_YET_KNOWN;
    }
  }
}
